import "server-only";
import type { BlindReason, BlindSpan } from "#lib/domain/history/transition.ts";
import type { HistorySource } from "./history-port.ts";

/**
 * The spans in which nobody looked, with the one that a recorder in trouble cannot store itself.
 *
 * @returns Those that touch the range, oldest first.
 */
export async function blindSpans({ store, recorder }: HistorySource, from: number, to: number): Promise<readonly BlindSpan[]> {
  const stored = await store.blind(from, to);
  const { state, since, code } = recorder();
  const begins = Date.parse(since);
  if (state !== "blind" || begins > to || stored.some((span) => span.source === "all" && span.to === null)) return stored;
  return [...stored, { source: "all", from: begins, to: null, reason: reasonOf(code) }];
}

function reasonOf(code: string | null): BlindReason {
  return code?.startsWith("store-") ? "store-failed" : "not-recording";
}
