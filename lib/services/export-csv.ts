import "server-only";
import { backendsOf } from "#lib/domain/history/standing.ts";
import type { Standing, Transition } from "#lib/domain/history/transition.ts";
import { type Cell, lineOf } from "./csv.ts";
import type { Pages } from "./export-pages.ts";
import { presentInstant } from "./present-transition.ts";

const COLUMNS: readonly (readonly [string, (row: Transition) => Cell])[] = [
  ["id", ({ id }) => id],
  ["ip", ({ ip }) => ip],
  ["kind", ({ kind }) => kind],
  ["cause", ({ cause }) => cause],
  ["detail", ({ detail }) => detail],
  ["confidence", ({ confidence }) => confidence],
  ["notBefore", ({ notBefore }) => presentInstant(notBefore)],
  ["notAfter", ({ notAfter }) => presentInstant(notAfter)],
  ["detectedAt", ({ detectedAt }) => presentInstant(detectedAt)],
  ["fromState", ({ from }) => from.state],
  ["fromBackends", ({ from }) => backendsIn(from)],
  ["toState", ({ to }) => to.state],
  ["toBackends", ({ to }) => backendsIn(to)],
  ["gapMinMs", ({ gapMs }) => gapMs?.min],
  ["gapMaxMs", ({ gapMs }) => gapMs?.max],
  ["overlapMinMs", ({ overlapMs }) => overlapMs?.min],
  ["overlapMaxMs", ({ overlapMs }) => overlapMs?.max],
  ["actor", ({ actor }) => actor],
  ["actionId", ({ actionId }) => actionId],
  ["incident", ({ incident }) => incident],
  ["acknowledgedAt", ({ acknowledged }) => acknowledged && presentInstant(acknowledged.at)],
  ["acknowledgedBy", ({ acknowledged }) => acknowledged?.by],
  ["acknowledgedComment", ({ acknowledged }) => acknowledged?.comment],
];

/** History as a table, a page a piece. @see https://www.rfc-editor.org/rfc/rfc4180 */
export async function* csvOf(pages: Pages): AsyncGenerator<string> {
  yield lineOf(COLUMNS.map(([name]) => name));
  for await (const page of pages) {
    if (page.length > 0) yield page.map((row) => lineOf(COLUMNS.map(([, read]) => read(row)))).join("");
  }
}

function backendsIn(standing: Standing): string {
  return backendsOf(standing)
    .map(({ namespace, name, node, podIp }) => `${namespace}/${name}@${node ?? ""}[${podIp ?? ""}]`)
    .join(" ");
}
