import type { BlindSpan, Transition } from "#lib/contract/history.ts";
import { flapsOf } from "#lib/domain/history/flapping.ts";

/** Three moves back and forth in ten minutes are one trouble. */
const FLAPPING = { windowMs: 10 * 60_000, threshold: 4 };

/** A transition; `began` is the loss that it ends, folded into the same row. */
export type Move = { readonly transition: Transition; readonly began: Transition | null };

/** One row of the table. `at` is where it stands in time. */
export type HistoryRow =
  | { readonly kind: "move"; readonly key: string; readonly at: number; readonly move: Move }
  /** Of one cause (a node that was lost), or of one address in a short time. */
  | {
      readonly kind: "group";
      readonly key: string;
      readonly at: number;
      readonly why: "incident" | "flapping";
      readonly moves: readonly Move[];
    }
  | {
      readonly kind: "blind";
      readonly key: string;
      readonly at: number;
      readonly from: string;
      readonly to: string | null;
      readonly spans: readonly BlindSpan[];
    };

/**
 * The rows of the table, newest first: what belongs together is one row, and times in which nobody looked stand among them.
 *
 * @param transitions Newest first, each once.
 */
export function rowsOf(transitions: readonly Transition[], blind: readonly BlindSpan[]): readonly HistoryRow[] {
  return [...grouped(folded(transitions)), ...blindRows(blind)].toSorted((a, b) => b.at - a.at || orderOf(a) - orderOf(b));
}

/** Where both are as new, a transition stands before the blind time that it fell into. */
function orderOf({ kind }: HistoryRow): number {
  return kind === "blind" ? 1 : 0;
}

/** Who had it again after nobody had it: two records, one story. */
function folded(transitions: readonly Transition[]): readonly Move[] {
  const taken = new Set<number>();
  return transitions.flatMap((transition, at): Move[] => {
    if (taken.has(transition.id)) return [];
    const before = transition.kind === "assigned" ? transitions.slice(at + 1).find(({ ip }) => ip === transition.ip) : undefined;
    if (before?.kind !== "lost") return [{ transition, began: null }];
    taken.add(before.id);
    return [{ transition, began: before }];
  });
}

function grouped(moves: readonly Move[]): readonly HistoryRow[] {
  const incidents = Map.groupBy(moves, ({ began, transition }) => (began ?? transition).incident);
  const inIncident = new Set<Move>();
  const rows: HistoryRow[] = [];
  for (const [incident, members] of incidents) {
    if (incident === null || members.length < 2) continue;
    for (const move of members) inIncident.add(move);
    rows.push(groupRow(`incident ${incident} ${members.at(-1)?.transition.id}`, "incident", members));
  }
  const single = moves.filter((move) => !inIncident.has(move));
  const flaps = flapsOf(
    single.map(({ transition }) => ({ id: transition.id, ip: transition.ip, notAfter: Date.parse(transition.notAfter) })),
    FLAPPING,
  );
  const flapping = new Map(flaps.flatMap((flap) => flap.ids.map((id) => [id, flap] as const)));
  for (const flap of flaps) {
    const members = single.filter(({ transition }) => flapping.get(transition.id) === flap);
    rows.push(groupRow(`flap ${flap.ip} ${flap.ids[0]}`, "flapping", members));
  }
  for (const move of single) {
    if (!flapping.has(move.transition.id)) rows.push({ kind: "move", key: `move ${move.transition.id}`, at: timeOf(move), move });
  }
  return rows;
}

function groupRow(key: string, why: "incident" | "flapping", moves: readonly Move[]): HistoryRow {
  return { kind: "group", key, at: Math.max(...moves.map(timeOf)), why, moves };
}

function timeOf({ transition }: Move): number {
  return Date.parse(transition.notAfter);
}

/** Sources that were lost together are told together. */
function blindRows(blind: readonly BlindSpan[]): readonly HistoryRow[] {
  const spans = new Map(blind.map((span) => [`${span.source} ${span.from}`, span]));
  const together = Map.groupBy(spans.values(), ({ from, to, code }) => `${from} ${to} ${code}`);
  return [...together].flatMap(([key, members]): HistoryRow[] => {
    const [first] = members;
    if (!first) return [];
    const { from, to } = first;
    return [{ kind: "blind", key: `blind ${key}`, at: to === null ? Number.POSITIVE_INFINITY : Date.parse(to), from, to, spans: members }];
  });
}

/** The addresses of a group, each once. */
export function addressesOf(moves: readonly Move[]): readonly string[] {
  return [...new Set(moves.map(({ transition }) => transition.ip))];
}
