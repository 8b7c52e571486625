import type { BlindReason, BlindSpan } from "#lib/domain/history/transition.ts";
import type { SourceState, SourceStatus } from "#lib/domain/snapshot.ts";

/** Without these nobody can say who has an address. */
const DECISIVE = ["pods", "felixconfigurations"];
/** Without these neither; but that they may not be read, or are not there, is the way many clusters are. */
const STEERING = ["nodes", "daemonsets", "configmaps"];

type Sources = ReadonlyMap<string, SourceStatus>;
type Open = { readonly from: number; readonly reason: BlindReason };

/** What is watched, as far as history depends on it. */
export type Sight = {
  /** By source: what is not seen now. */
  readonly open: ReadonlyMap<string, Open>;
  /** By source that is in sync: since when. It moves when a source was out for a moment. */
  readonly syncedSince: ReadonlyMap<string, string>;
  readonly lastAlive: ReadonlyMap<string, number>;
};

export const NO_SIGHT: Sight = { open: new Map(), syncedSince: new Map(), lastAlive: new Map() };

/**
 * Compares what is watched now with what was watched before.
 *
 * A source that was out and is back before anybody looked has another `since`: that is a span too.
 *
 * @param at Milliseconds: when the look was taken.
 * @returns The spans that began (`to` is `null`) or ended with this look.
 */
export function look(before: Sight, sources: Sources, at: number): { readonly sight: Sight; readonly spans: readonly BlindSpan[] } {
  const open = new Map<string, Open>();
  const syncedSince = new Map<string, string>();
  const lastAlive = new Map<string, number>();
  const spans: BlindSpan[] = [];

  for (const [source, status] of sources) {
    if (!isWatched(source)) continue;
    const alive = aliveAt(status) ?? before.lastAlive.get(source);
    if (alive !== undefined) lastAlive.set(source, alive);
    const was = before.open.get(source);
    const reason = blindnessOf(status);
    if (reason === null) {
      if (status.state === "synced") syncedSince.set(source, status.since);
      const blinked = before.syncedSince.get(source);
      if (was) spans.push({ source, from: was.from, to: Math.max(was.from, at), reason: was.reason });
      else if (blinked !== undefined && blinked !== status.since) {
        spans.push({ source, from: Math.min(before.lastAlive.get(source) ?? at, at), to: at, reason: "watch-stale" });
      }
    } else if (was) {
      open.set(source, was);
    } else {
      const from = Math.min(alive ?? at, at);
      open.set(source, { from, reason });
      spans.push({ source, from, to: null, reason });
    }
  }
  return { sight: { open, syncedSince, lastAlive }, spans };
}

/** Whether all that a standing depends on is known, or cannot be known here. False before there are sources. */
export function isComplete(sources: Sources): boolean {
  const watched = [...sources.values()].filter(({ source }) => isWatched(source));
  return watched.length > 0 && watched.every(({ state }) => state !== "syncing" && state !== "stale");
}

/** The same look with newer proofs of life, which are no change of their own. */
export function glance(sight: Sight, sources: Sources): Sight {
  const alive = [...sources.values()].flatMap((status): [string, number][] => {
    const time = isWatched(status.source) ? aliveAt(status) : null;
    return time === null ? [] : [[status.source, time]];
  });
  return { ...sight, lastAlive: new Map([...sight.lastAlive, ...alive]) };
}

/** Up to when all that is in sync is known to be so; `null` when something is out. */
export function seenUntil(sources: Sources, at: number): number | null {
  if (!isComplete(sources)) return null;
  const synced = [...sources.values()].filter(({ source, state }) => isWatched(source) && state === "synced");
  return Math.min(at, ...synced.map((status) => aliveAt(status) ?? at));
}

function isWatched(source: string): boolean {
  const resource = resourceOf(source);
  return DECISIVE.includes(resource) || STEERING.includes(resource);
}

function resourceOf(source: string): string {
  return source.split("/", 1)[0] ?? source;
}

function aliveAt({ lastEventAt }: SourceStatus): number | null {
  return lastEventAt === null ? null : Date.parse(lastEventAt);
}

const REASONS: Readonly<Record<SourceState, BlindReason | null>> = {
  synced: null,
  syncing: "watch-stale",
  stale: "watch-stale",
  forbidden: "forbidden",
  absent: "absent",
};

function blindnessOf({ source, state }: SourceStatus): BlindReason | null {
  const reason = REASONS[state];
  if (reason === "watch-stale" || DECISIVE.includes(resourceOf(source))) return reason;
  return null;
}
