import "server-only";
import type { ClusterSnapshot, SourceState } from "#lib/domain/snapshot.ts";

const SETTLED: readonly SourceState[] = ["synced", "forbidden", "absent"];

/** Whether all that can be known is known: each source is in sync, or cannot be read. False before there are sources. */
export function isSettled({ sources }: Pick<ClusterSnapshot, "sources">): boolean {
  return sources.size > 0 && [...sources.values()].every(({ state }) => SETTLED.includes(state));
}
