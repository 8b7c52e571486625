import type { Transition } from "#lib/domain/history/transition.ts";
import type { HistoryStore } from "../store.ts";

const PAGE = 200;
const MAX_PAGES = 25;

/** The rows after an id, oldest first. Of very many, the newest. */
export async function storedAfter(store: HistoryStore, id: number): Promise<Transition[]> {
  return read(store, ({ id: own }) => own > id, {});
}

/** The rows whose time ends at `from` or later, oldest first. */
export async function storedSince(store: HistoryStore, from: number): Promise<Transition[]> {
  return read(store, () => true, { from });
}

async function read(store: HistoryStore, isWanted: (row: Transition) => boolean, query: { readonly from?: number }): Promise<Transition[]> {
  const rows: Transition[] = [];
  let before: number | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { items, hasMore } = await store.transitions({ ...query, before, limit: PAGE, withEvidence: false });
    const wanted = items.filter(isWanted);
    rows.push(...wanted);
    before = items.at(-1)?.id;
    if (!hasMore || wanted.length < items.length) break;
  }
  return rows.toReversed();
}
