import { type Cidr, cidrContains } from "../address.ts";
import type { ClusterView } from "../cluster-view.ts";
import { isOpenToIpam } from "../pool.ts";
import type { IPPoolRecord } from "../snapshot.ts";
import { type DecodedBlock, decodeBlock } from "./decode-block.ts";
import { compareIntervals, containsInterval, gapsIn, type Interval, intervalsOf, isIn, overlaps, unionOf, within } from "./interval.ts";

/** Why an address comes into question. Of a pool that is closed to IPAM nothing else matters. */
export type SuggestionKind =
  | "reserved"
  | "closed-pool"
  | "outside-ranges"
  | "outside-blocks"
  | "nobodys-block"
  | "nodes-block"
  | "reserved-for-others";

export type Candidate = {
  readonly value: bigint;
  readonly kind: SuggestionKind;
  readonly by?: string;
  readonly block?: string;
  readonly node?: string | null;
  /** The first or the last of its pool. */
  readonly isEdge?: boolean;
};

type Place = { readonly pool: IPPoolRecord; readonly range: Cidr };

/** Candidates of one kind, in order; made one by one, because a pool may have 2^80 addresses. Whoever has enough stops. */
export type CandidateGroup = Iterable<Candidate>;

/**
 * The addresses of a pool that IPAM has given to nobody, group by group.
 *
 * The first and the last address of an IPv4 pool come last: network gear may take them for the network and its broadcast.
 */
export function candidatesOf(view: ClusterView, { pool, range }: Place): readonly CandidateGroup[] {
  const { ipam } = view.installation;
  const isWide = range.family === 4 && range.last - range.first > 2n;
  const inner = isWide ? { ...range, first: range.first + 1n, last: range.last - 1n } : range;
  // Nothing but Calico's own IPAM is known to leave the ranges of the nodes alone.
  const podCidrs = ipam === "calico-ipam" ? [] : podCidrsOf(view);
  const blocks = blocksIn(view, range);
  const ranges = blocks.map((block) => block.range);

  if (ipam === "host-local" || !isOpenToIpam(pool)) {
    const kind = ipam === "host-local" ? "outside-ranges" : "closed-pool";
    const edges = isWide ? [range.first, range.last].map((value) => ({ family: range.family, first: value, last: value })) : [];
    return [
      valuesOf(gapsIn(inner, unionOf([...podCidrs, ...ranges])), { kind }),
      freeIn(blocks, inner, podCidrs, kind),
      valuesOf(
        edges.flatMap((edge) => gapsIn(edge, unionOf([...podCidrs, ...ranges]))),
        { kind, isEdge: true },
      ),
    ];
  }
  const aside = unionOf([...view.addresses.reservations.map((reservation) => reservation.range), ...podCidrs]);
  const ownerless = blocks.filter(({ node }) => node === null);
  const owned = blocks.filter(({ node }) => node !== null);
  return [
    ...reservedIn(view, inner),
    valuesOf(gapsIn(inner, unionOf([...aside, ...ranges])), { kind: "outside-blocks" }),
    freeIn(ownerless, inner, aside, "nobodys-block"),
    freeIn(owned, inner, aside, "nodes-block"),
  ];
}

/** A reservation in which floating IPs live already, or whose name says so, is for this; any other may be for something else. */
function reservedIn(view: ClusterView, range: Cidr): readonly CandidateGroup[] {
  const own = view.addresses.reservations.filter((reservation) => overlaps(range, reservation.range));
  return own
    .toSorted((a, b) => compareIntervals(a.range, b.range))
    .map(({ range: reservation, name }) => {
      const isForThis = /float|\bfip/i.test(name) || [...view.assessments.keys()].some((ip) => cidrContains(reservation, ip));
      return valuesOf(within(range, [reservation]), { kind: isForThis ? "reserved" : "reserved-for-others", by: name });
    });
}

function blocksIn({ snapshot }: ClusterView, range: Cidr): readonly DecodedBlock[] {
  return [...snapshot.ipamBlocks.values()]
    .flatMap((block) => decodeBlock(block) ?? [])
    .filter((block) => containsInterval(range, block.range))
    .toSorted((a, b) => compareIntervals(a.range, b.range));
}

function* freeIn(blocks: readonly DecodedBlock[], inner: Cidr, aside: readonly Interval[], kind: SuggestionKind): Generator<Candidate> {
  for (const { range, node, unallocated } of blocks) {
    for (const ordinal of unallocated.toSorted((a, b) => a - b)) {
      const value = range.first + BigInt(ordinal);
      if (inner.first <= value && value <= inner.last && !isIn(range.family, value, aside)) yield { value, kind, block: range.text, node };
    }
  }
}

function podCidrsOf({ snapshot }: ClusterView): readonly Interval[] {
  return intervalsOf([...snapshot.nodes.values()].flatMap(({ podCidrs }) => podCidrs));
}

function* valuesOf(intervals: Iterable<Interval>, candidate: Omit<Candidate, "value">): Generator<Candidate> {
  for (const { first, last } of intervals) for (let value = first; value <= last; value += 1n) yield { ...candidate, value };
}
