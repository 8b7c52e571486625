import { type Reason, reason } from "../reason.ts";
import { blindFor, covers } from "./blindness.ts";
import { backendsOf, sameStanding } from "./standing.ts";
import type { BlindSpan, LastKnown, Standing, Transition } from "./transition.ts";

/** A standing that an address may have been in. Times are the widest that are possible; `null` where they are not known, or it lasts. */
export type Candidate = { readonly standing: Standing; readonly notBefore: number | null; readonly notAfter: number | null };

export type AsOfVerdict = {
  readonly answer: "certain" | "possible" | "not-observed";
  /** In the order of time; empty exactly where nothing was observed. */
  readonly candidates: readonly Candidate[];
  readonly reason: Reason;
  /** Of whose evidence the answer rests. */
  readonly transitions: readonly Transition[];
  /** The spans that cover the time. */
  readonly blind: readonly BlindSpan[];
};

export type AsOfQuestion = {
  readonly ip: string;
  readonly at: number;
  readonly now: number;
  /** When history begins; `null` where nothing was ever recorded. */
  readonly began: number | null;
  /** The newest that had happened, those in whose window the time lies, and the next. */
  readonly around: { readonly before: Transition | null; readonly during: readonly Transition[]; readonly after: Transition | null };
  readonly known: LastKnown | null;
  readonly blind: readonly BlindSpan[];
  /** Rows of that time may be gone. */
  readonly mayBeForgotten: boolean;
};

/**
 * Who had a floating IP at a time.
 *
 * It is certain only where one standing held and somebody was looking: a move there and back within a span that nobody saw
 * leaves no trace. So a time in a blind span is never certain, though it was the same before and after.
 *
 * @returns `not-observed` before history begins, in the future, and of an address that was never seen.
 */
export function asOf(question: AsOfQuestion): AsOfVerdict {
  const { ip, at, now, known } = question;
  const { before, after } = question.around;
  const during = duringOf(question);
  const next = during[0] ?? after;
  const standing = before?.to ?? next?.from ?? known?.standing;
  if (at > now) return unseen(reason("in-future", { ip }));
  if (!standing) return unseen(reason("never-known", { ip }));
  const begins = before ? null : beginsAt(question);
  if (begins === undefined || (begins !== null && at < begins)) {
    return unseen(reason("before-history", { ip, begins: begins === undefined ? null : timeOf(begins) }));
  }

  const first = { standing, notBefore: before?.notBefore ?? begins, notAfter: next?.notAfter ?? null };
  const others = during.map(({ to, notBefore }, index) => ({
    standing: to,
    notBefore,
    notAfter: (during[index + 1] ?? after)?.notAfter ?? null,
  }));
  const isForgotten = before !== null && next !== null && !sameStanding(before.to, next.from);
  const candidates = distinct([
    first,
    ...(isForgotten ? [{ standing: next.from, notBefore: before.notBefore, notAfter: next.notAfter }] : []),
    ...others,
  ]);
  const blind = blindFor(
    question.blind,
    candidates.map((candidate) => candidate.standing),
  ).filter((span) => covers(span, at));
  const transitions = [...(before ? [before] : []), ...during];
  const ground = { ip, standing, during, blind, isForgotten, mayBeForgotten: question.mayBeForgotten };
  return { ...verdictOf(ground), candidates, transitions, blind };
}

type Ground = {
  readonly ip: string;
  readonly standing: Standing;
  readonly during: readonly Transition[];
  readonly blind: readonly BlindSpan[];
  readonly isForgotten: boolean;
  readonly mayBeForgotten: boolean;
};

function verdictOf({ ip, standing, during, blind, isForgotten, mayBeForgotten }: Ground): Pick<AsOfVerdict, "answer" | "reason"> {
  const [first] = during;
  if (first) {
    if (blind.length > 0) return { answer: "possible", reason: reason("not-watched-change", { ip }) };
    const notBefore = Math.min(...during.map((transition) => transition.notBefore));
    const notAfter = Math.max(...during.map((transition) => transition.notAfter));
    return { answer: "possible", reason: reason("in-transition", { ip, notBefore: timeOf(notBefore), notAfter: timeOf(notAfter) }) };
  }
  if (isForgotten) return { answer: "possible", reason: reason("forgotten", { ip }) };
  if (mayBeForgotten) return { answer: "possible", reason: reason("perhaps-forgotten", { ip }) };
  if (blind.some(({ to }) => to === null)) return { answer: "possible", reason: reason("not-watched-since", { ip }) };
  if (blind.length > 0) return { answer: "possible", reason: reason("not-watched", { ip }) };
  const pods = backendsOf(standing).map(({ namespace, name }) => `${namespace}/${name}`);
  return { answer: "certain", reason: reason("held", { ip, state: standing.state, pods }) };
}

function unseen(why: Reason): AsOfVerdict {
  return { answer: "not-observed", candidates: [], reason: why, transitions: [], blind: [] };
}

/** What had certainly happened is behind the time, whatever list it came in. */
function duringOf({ at, around: { before, during } }: AsOfQuestion): readonly Transition[] {
  return during.filter(({ id, notAfter }) => id !== before?.id && notAfter > at).toSorted((a, b) => a.id - b.id);
}

/** @returns `undefined` where nobody has begun to look. */
function beginsAt({ began, known, around: { during, after } }: AsOfQuestion): number | undefined {
  const isFirstKnown = during.length === 0 && after === null && known?.since.notBefore === 0;
  return (isFirstKnown ? known?.since.notAfter : began) ?? undefined;
}

function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(
    ({ standing }, index) => candidates.findIndex((candidate) => sameStanding(candidate.standing, standing)) === index,
  );
}

function timeOf(time: number): string {
  return new Date(time).toISOString();
}
