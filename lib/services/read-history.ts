import "server-only";
import type { HistoryPage } from "#lib/contract/history.ts";
import type { HistoryQuestion } from "#lib/contract/history-questions.ts";
import type { Transition } from "#lib/domain/history/transition.ts";
import { ConsoleError } from "#lib/errors.ts";
import type { TransitionQuery } from "#lib/history/store.ts";
import { blindSpans } from "./blind-now.ts";
import type { HistorySource } from "./history-port.ts";
import { presentBlindSpan, presentTransition } from "./present-transition.ts";
import { requireAddress } from "./require-address.ts";

/** What is asked for, whichever page of it. */
export type HistoryFilter = Pick<HistoryQuestion, "ip" | "namespace" | "cause" | "kind" | "from" | "to" | "acknowledged">;

/**
 * One page of history, newest first, with the spans in which nobody looked.
 *
 * The pages follow one another without a gap and without an overlap, so a span between two rows is on one of them.
 *
 * @throws {ConsoleError} `address-invalid`; `input-invalid` for a cursor that is none of ours.
 * @throws {StoreError}
 */
export async function readHistory(
  source: HistorySource,
  question: HistoryFilter & Pick<HistoryQuestion, "limit" | "cursor">,
  now: number,
): Promise<HistoryPage> {
  const cursor = question.cursor === undefined ? null : readCursor(question.cursor);
  const query = { ...queryOf(question), before: cursor?.id, limit: question.limit, withEvidence: false };
  const { items, hasMore } = await source.store.transitions(query);
  const oldest = items.at(-1);
  const from = hasMore && oldest ? oldest.notBefore : (question.from ?? 0);
  const began = await source.store.began();
  const spans = await blindSpans(source, from, cursor?.time ?? question.to ?? now);
  return {
    items: items.map((transition) => presentTransition(transition, { withEvidence: false })),
    nextCursor: hasMore && oldest ? cursorOf(oldest) : null,
    blind: spans.map(presentBlindSpan),
    began: began === null ? null : new Date(began).toISOString(),
  };
}

/** @throws {ConsoleError} `address-invalid`. */
export function queryOf({
  ip,
  namespace,
  cause,
  kind,
  from,
  to,
  acknowledged,
}: HistoryFilter): Omit<TransitionQuery, "limit" | "withEvidence"> {
  return {
    ip: ip === undefined ? undefined : requireAddress(ip),
    namespace,
    causes: cause,
    kinds: kind,
    from,
    to,
    acknowledged,
  };
}

/** Opaque: where the page ends, and up to when its spans go. */
function cursorOf({ id, notBefore }: Transition): string {
  return Buffer.from(`${id} ${notBefore}`).toString("base64url");
}

function readCursor(text: string): { readonly id: number; readonly time: number } {
  const [, id, time] = /^([1-9]\d{0,15}) (\d{1,16})$/.exec(Buffer.from(text, "base64url").toString()) ?? [];
  if (id === undefined || time === undefined)
    throw new ConsoleError("input-invalid", "The cursor is none that a page of history ends with.");
  return { id: Number(id), time: Number(time) };
}
