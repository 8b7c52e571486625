import { formatAddress } from "../address.ts";
import type { ClusterView } from "../cluster-view.ts";
import { compareText } from "../election.ts";
import { type Reason, reason } from "../reason.ts";
import type { IPPoolRecord } from "../snapshot.ts";
import { doubtAbout } from "../source.ts";
import { type Candidate, candidatesOf, type SuggestionKind } from "./candidates.ts";
import { poolReachOf } from "./pool-reach.ts";
import { createTaken } from "./taken.ts";

export type Suggestion = {
  readonly ip: string;
  readonly pool: string;
  /** Whether IPAM never gives it to a pod by itself. */
  readonly isSafe: boolean;
  readonly reason: Reason;
};

export type Suggestions = {
  /** Best first. */
  readonly items: readonly Suggestion[];
  /** Why there is none; `null` when there is one. */
  readonly none: Reason | null;
};

export type SuggestionQuestion = {
  /** A pool's name; all pools where it is left out. */
  readonly pool?: string | undefined;
  readonly count: number;
  /** Canonical addresses to leave out besides, e.g. one that somebody wrote down. */
  readonly isTaken?: (ip: string) => boolean;
};

/** What must be known before an address can be called free. */
const SOURCES = ["pods", "nodes", "services", "ippools", "ipamblocks", "ipreservations"];

const SAFE: ReadonlySet<SuggestionKind> = new Set(["reserved", "closed-pool", "outside-ranges"]);

const ORDER: readonly SuggestionKind[] = [
  "reserved",
  "closed-pool",
  "outside-ranges",
  "outside-blocks",
  "nobodys-block",
  "nodes-block",
  "reserved-for-others",
];

/**
 * Addresses that may be given out as floating IPs, best first.
 *
 * What IPAM never gives away comes before what it may, then what every node reaches, then the lowest address. None is named
 * that anything in the snapshot holds: pods, nodes, Services, tunnels, IPAM, other floating IPs, or templates.
 *
 * @returns No items, and why, when none is left or when what could hold one is not known.
 */
export function suggestAddresses(view: ClusterView, { pool: wanted, count, isTaken = () => false }: SuggestionQuestion): Suggestions {
  const { snapshot, addresses } = view;
  const unread = SOURCES.flatMap((source) => doubtAbout(snapshot, source) ?? [])[0];
  if (unread) return { items: [], none: reason("free-unknown", { source: String(unread.facts["source"]) }) };
  const pools = addresses.pools.filter(({ pool }) => !pool.deleting && (wanted === undefined || pool.name === wanted));
  if (pools.length === 0)
    return { items: [], none: wanted === undefined ? reason("free-no-pools") : reason("free-no-such-pool", { pool: wanted }) };

  const isHeld = createTaken(view);
  const named = new Set<string>();
  const isAnybodys = (ip: string) => isHeld(ip) || isTaken(ip) || named.has(ip);
  const found: Found[] = [];
  for (const { pool, range } of pools) {
    const reach = poolReachOf(view, pool);
    for (const group of candidatesOf(view, { pool, range })) {
      for (const candidate of take(group, count, ({ value }) => !isAnybodys(formatAddress(value, range.family)))) {
        const { kind, value, by = null, block = null, node = null, isEdge = false } = candidate;
        const why = reason(`free-${kind}`, { pool: pool.name, by, block, node, reach, closed: closedBy(pool) });
        const rank = [SAFE.has(kind) ? 0 : 1, reach === "cluster" ? 0 : 1, ORDER.indexOf(kind), range.family, isEdge ? 1 : 0];
        const ip = formatAddress(value, range.family);
        named.add(ip);
        found.push({ ip, pool: pool.name, isSafe: SAFE.has(kind), reason: why, rank, value });
      }
    }
  }
  const items = found
    .toSorted((a, b) => compareRanks(a.rank, b.rank) || (a.value < b.value ? -1 : a.value > b.value ? 1 : compareText(a.pool, b.pool)))
    .slice(0, count)
    .map(({ ip, pool, isSafe, reason: why }) => ({ ip, pool, isSafe, reason: why }));
  return { items, none: items.length > 0 ? null : reason("free-none-left", { pools: pools.map(({ pool }) => pool.name) }) };
}

type Found = Suggestion & { readonly rank: readonly number[]; readonly value: bigint };

/** The first few that are free. Stops there: the rest of a group may be endless. */
function* take(group: Iterable<Candidate>, count: number, isFree: (candidate: Candidate) => boolean): Generator<Candidate> {
  let left = count;
  for (const candidate of group) {
    if (left <= 0) return;
    if (!isFree(candidate)) continue;
    left -= 1;
    yield candidate;
  }
}

/** What keeps IPAM away from a pool. */
function closedBy({ disabled, assignmentMode }: IPPoolRecord): string {
  if (disabled) return "disabled";
  return assignmentMode === "Manual" ? "manual" : "other";
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, left] of a.entries()) if (left !== b[index]) return left - (b[index] ?? 0);
  return 0;
}
