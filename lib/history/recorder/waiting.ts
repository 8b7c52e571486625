import type { Transition } from "#lib/domain/history/transition.ts";
import { isEmpty, type Revision } from "./revision.ts";

/** A revision on its way: into the store, and to the readers. */
export type Waiting = Revision & {
  /** Makes it visible; once, however often it is called. */
  readonly show: () => void;
};

type Outcome = { learn(row: Transition): void; tell(rows: readonly Transition[]): void };

/**
 * The revisions that are not both stored and shown yet, in their order.
 *
 * Nothing overtakes: what has nothing to store still waits for what came before it.
 */
export function createWaitingList() {
  let items: Waiting[] = [];

  return {
    add(item: Waiting): void {
      items.push(item);
    },
    /** Those that have something to store, from the first on; what comes before them is shown and gone. */
    toStore(): readonly Waiting[] {
      let index = 0;
      for (const item of items) {
        if (!isEmpty(item)) break;
        index += 1;
        item.show();
      }
      items = items.slice(index);
      return items;
    },
    /** They are stored. Each is shown after its rows are known, and told of after it is shown. */
    done(stored: readonly Waiting[], rows: readonly Transition[], { learn, tell }: Outcome): void {
      const gone = new Set(stored);
      items = items.filter((item) => !gone.has(item));
      let next = 0;
      for (const item of stored) {
        const own = rows.slice(next, next + item.drafts.length);
        next += item.drafts.length;
        for (const row of own) learn(row);
        item.show();
        if (own.length > 0) tell(own);
      }
    },
    /** Shows all; those with something to store stay. */
    showAll(): void {
      for (const item of items) item.show();
      items = items.filter((item) => !isEmpty(item));
    },
    all: (): readonly Waiting[] => items,
    replace(next: readonly Waiting[]): void {
      items = [...next];
    },
    forgetBefore(at: number): void {
      items = items.filter((item) => item.at >= at);
    },
    drafts: (): number => items.reduce((sum, { drafts }) => sum + drafts.length, 0),
  };
}
