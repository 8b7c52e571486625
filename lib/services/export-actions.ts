import "server-only";
import type { ActionRecord, ActionStore } from "#lib/actions/action.ts";
import { fileName, streamText } from "./export-pages.ts";
import { type ActionFilter, actionQueryOf } from "./list-actions.ts";
import { presentAction } from "./present-action.ts";

/** An action has the differences of all its objects in it. */
const PAGE = 100;

/**
 * All actions that a filter lets through, newest first, one JSON object a line, as the API answers them.
 *
 * The first page is read when this resolves, so that what fails at once can still be answered with a problem.
 *
 * @see https://jsonlines.org
 */
export async function exportActions(store: Pick<ActionStore, "list">, filter: ActionFilter, now: number) {
  const query = { ...actionQueryOf(filter), limit: PAGE };
  const first = await store.list({ ...query, before: null });
  const name = fileName("activity", "all", now, "jsonl");
  return { name, type: "application/jsonl; charset=utf-8", body: streamText(lines(first)) };

  async function* lines(page: readonly ActionRecord[]): AsyncGenerator<string> {
    let records = page;
    for (;;) {
      if (records.length > 0) yield records.map((record) => `${JSON.stringify(presentAction(record))}\n`).join("");
      const last = records.at(-1);
      if (records.length < PAGE || !last) return;
      records = await store.list({ ...query, before: last });
    }
  }
}
