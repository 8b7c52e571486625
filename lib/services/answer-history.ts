import "server-only";
import type { HistoryPage } from "#lib/contract/history.ts";
import type { HistoryQuestion } from "#lib/contract/history-questions.ts";
import { blindSpans } from "./blind-now.ts";
import { CSV_TYPE } from "./csv.ts";
import { csvOf } from "./export-csv.ts";
import { jsonOf } from "./export-json.ts";
import { exportPages, fileName, streamText } from "./export-pages.ts";
import type { HistorySource } from "./history-port.ts";
import { readHistory } from "./read-history.ts";
import { requireAddress } from "./require-address.ts";

/** A page as JSON, or a file that is sent as it is read. */
export type HistoryAnswer =
  | { readonly page: HistoryPage }
  | { readonly file: { readonly name: string; readonly type: string; readonly body: ReadableStream<Uint8Array> } };

/** @throws {ConsoleError} `address-invalid`, `input-invalid`. @throws {StoreError} */
export async function answerHistory(source: HistorySource, question: HistoryQuestion, now: number): Promise<HistoryAnswer> {
  const { format, all, from = 0, to = now } = question;
  if (format === "json" && !all) return { page: await readHistory(source, question, now) };
  const subject = question.ip === undefined ? "all" : requireAddress(question.ip);
  const name = fileName("history", subject, now, format);
  const pages = await exportPages(source.store, question, format === "json");
  if (format === "csv") return { file: { name, type: CSV_TYPE, body: streamText(csvOf(pages)) } };
  const blind = await blindSpans(source, from, to);
  return { file: { name, type: "application/json", body: streamText(jsonOf(pages, blind)) } };
}
