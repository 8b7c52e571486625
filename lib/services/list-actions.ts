import "server-only";
import type { ActionQuery, ActionStore } from "#lib/actions/action.ts";
import type { ActionQuestion } from "#lib/contract/plan-questions.ts";
import type { Action, ActionList } from "#lib/contract/plans.ts";
import { ConsoleError } from "#lib/errors.ts";
import { presentAction } from "./present-action.ts";

/** What is asked for, whichever page of it. */
export type ActionFilter = Pick<ActionQuestion, "action" | "by" | "state" | "outcome" | "from" | "to">;

/** One page of the activity, newest first. @throws {ConsoleError} `input-invalid` for a cursor that is none of ours. */
export async function listActions(
  store: Pick<ActionStore, "list">,
  question: ActionFilter & Pick<ActionQuestion, "limit" | "cursor">,
): Promise<ActionList> {
  const { limit, cursor } = question;
  const before = cursor === undefined ? null : readCursor(cursor);
  // One more than is shown tells whether there is more.
  const records = await store.list({ ...actionQueryOf(question), before, limit: limit + 1 });
  const items = records.slice(0, limit).map(presentAction);
  const last = items.at(-1);
  return { items, nextCursor: records.length > limit && last ? cursorOf(last) : null };
}

export function actionQueryOf({ action, by, state, outcome, from, to }: ActionFilter): Omit<ActionQuery, "before" | "limit"> {
  return { actions: action, by, states: state, outcomes: outcome, from, to };
}

function cursorOf({ startedAt, id }: Action): string {
  return Buffer.from(`${startedAt} ${id}`).toString("base64url");
}

function readCursor(text: string): { readonly startedAt: string; readonly id: string } {
  const [, startedAt, id] = /^(\d{4}-[\dT:.-]+Z) ([\w-]{1,64})$/.exec(Buffer.from(text, "base64url").toString()) ?? [];
  if (startedAt === undefined || id === undefined) throw new ConsoleError("input-invalid", "The cursor is not one of this console.");
  return { startedAt, id };
}
