import type { SourceStatus } from "#lib/contract/status.ts";

/** What a page knows of how live it is. Times are milliseconds of the page's own clock. */
export type Live = {
  /** Whether the line to the console is open. */
  readonly line: "connecting" | "open" | "lost";
  /** When the last message came; `null` before the first. */
  readonly heardAt: number | null;
  /** Our clock minus the server's. */
  readonly offsetMs: number;
  /** The last proof of life of each source, by the server's clock. */
  readonly lastEventAt: Readonly<Record<string, string | null>>;
};

export const NOT_YET: Live = { line: "connecting", heardAt: null, offsetMs: 0, lastEventAt: {} };

/** The console speaks every two seconds; after this much silence the line is dead, whatever the socket says. */
export const SILENCE_MS = 4_500;

export type Freshness =
  /** Nothing was seen yet, of the console or of the cluster. */
  | { readonly kind: "connecting" }
  | { readonly kind: "live"; readonly ageMs: number }
  /** The console is away: nothing on the page is live. */
  | { readonly kind: "reconnecting"; readonly since: number; readonly ageMs: number }
  /** The console is there, and some of its sources are not; `isWhole` where none is. */
  | {
      readonly kind: "stale";
      readonly sources: readonly string[];
      readonly total: number;
      readonly isWhole: boolean;
      readonly since: number;
      readonly ageMs: number;
    };

/**
 * How old what the page shows is, at a moment of the page's own clock.
 *
 * The age is since the last proof of life of a source, not since the page was drawn.
 */
export function freshnessOf(live: Live, sources: readonly SourceStatus[], now: number): Freshness {
  if (live.heardAt === null) return { kind: "connecting" };
  const silence = now - live.heardAt;
  if (live.line === "lost" || silence > SILENCE_MS) return { kind: "reconnecting", since: live.heardAt, ageMs: silence };

  const seenAt = (source: SourceStatus): number =>
    Date.parse(live.lastEventAt[source.source] ?? source.lastEventAt ?? source.since) + live.offsetMs;
  const stale = sources.filter(({ state }) => state === "stale");
  if (stale.length > 0) {
    const oldest = Math.min(...stale.map(seenAt));
    const isWhole = !sources.some(({ state }) => state === "synced");
    return {
      kind: "stale",
      sources: stale.map(({ source }) => source),
      total: sources.length,
      isWhole,
      since: oldest,
      ageMs: now - oldest,
    };
  }
  const synced = sources.filter(({ state }) => state === "synced");
  // The console is there and has seen nothing of the cluster yet: that is no age at all.
  if (synced.length === 0 && sources.some(({ state }) => state === "syncing")) return { kind: "connecting" };
  const oldest = Math.min(live.heardAt, ...synced.map(seenAt));
  return { kind: "live", ageMs: Math.max(0, now - oldest) };
}
