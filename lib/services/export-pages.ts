import "server-only";
import type { Transition } from "#lib/domain/history/transition.ts";
import type { HistoryStore } from "#lib/history/store.ts";
import { type HistoryFilter, queryOf } from "./read-history.ts";

const PAGE = 500;

/**
 * All that a filter lets through, newest first, one page at a time: what is stored meanwhile is not in it.
 *
 * The first page is there when this resolves, so that what fails at once can still be answered with a problem.
 *
 * @throws {ConsoleError} `address-invalid`. @throws {StoreError}
 */
export async function exportPages(store: Pick<HistoryStore, "transitions">, filter: HistoryFilter, withEvidence = false): Promise<Pages> {
  const query = { ...queryOf(filter), limit: PAGE, withEvidence };
  const first = await store.transitions(query);
  return (async function* () {
    let page = first;
    while (true) {
      yield page.items;
      const before = page.items.at(-1)?.id;
      if (!page.hasMore || before === undefined) return;
      page = await store.transitions({ ...query, before });
    }
  })();
}

export type Pages = AsyncGenerator<readonly Transition[]>;

/** Sends pieces of text as the reader takes them. What fails on the way breaks the answer off, so that a part is not taken for all. */
export function streamText(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
}

/** @param subject What it is about: an address, or `all`. */
export function fileName(what: string, subject: string, at: number, extension: string): string {
  const time = new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
  // Colons are for drives and streams on some systems.
  return `buoy-${what}-${subject}-${time}.${extension}`.replaceAll(":", "-");
}
