import "server-only";
import type { SourceStatus } from "#lib/contract/status.ts";
import type { StreamEvent } from "#lib/contract/stream.ts";

/** The clock, how old the proof of life of each source is, and whether the address space is the one that was seen. */
export function pingOf(sources: readonly SourceStatus[], now: Date, addressSpace: number): StreamEvent {
  const alive = sources.filter((source) => source.state === "synced" || source.state === "stale").map((source) => source.lastEventAt);
  return {
    event: "ping",
    data: {
      now: now.toISOString(),
      // RFC 3339 in UTC with milliseconds: text order is the order in time.
      lastEventAt: alive.includes(null) ? null : (alive.toSorted()[0] ?? null),
      sources: Object.fromEntries(sources.map((source) => [source.source, source.lastEventAt])),
      addressSpace,
    },
  };
}
