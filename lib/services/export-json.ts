import "server-only";
import type { BlindSpan } from "#lib/domain/history/transition.ts";
import type { Pages } from "./export-pages.ts";
import { presentBlindSpan, presentTransition } from "./present-transition.ts";

/** History as one answer of the contract, a page a piece. */
export async function* jsonOf(pages: Pages, blind: readonly BlindSpan[]): AsyncGenerator<string> {
  yield '{"items":[';
  let isFirst = true;
  for await (const page of pages) {
    if (page.length === 0) continue;
    const rows = page.map((row) => JSON.stringify(presentTransition(row, { withEvidence: true })));
    yield `${isFirst ? "" : ","}\n${rows.join(",\n")}`;
    isFirst = false;
  }
  yield `\n],"nextCursor":null,"blind":${JSON.stringify(blind.map(presentBlindSpan))}}\n`;
}
