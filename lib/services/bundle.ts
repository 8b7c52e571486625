import "server-only";
import { BUNDLE_KIND, BUNDLE_VERSION, type IncidentBundle, MAX_BUNDLE_BYTES } from "#lib/contract/bundle.ts";
import type { Transition } from "#lib/contract/history.ts";
import type { BundleQuestion } from "#lib/contract/history-questions.ts";
import type { Status } from "#lib/contract/status.ts";
import { ConsoleError } from "#lib/errors.ts";
import { blindSpans } from "./blind-now.ts";
import { exportPages } from "./export-pages.ts";
import { DAY_MS } from "./forgotten.ts";
import type { HistorySource } from "./history-port.ts";
import type { LiveView } from "./live-view-port.ts";
import { readNotes } from "./notes.ts";
import { presentBlindSpan, presentDetection, presentInstant, presentTransition } from "./present-transition.ts";
import { readBands } from "./read-bands.ts";
import { requireAddress } from "./require-address.ts";

const MAX_DETECTIONS = 10_000;

export type BundleRequest = {
  readonly source: HistorySource;
  readonly live: Pick<LiveView, "detail" | "findings">;
  readonly status: Status;
  readonly ip: string;
  readonly range: BundleQuestion;
  readonly now: number;
  /** Bytes. */
  readonly limit?: number;
};

/**
 * Everything that the page of one address shows of a range of time, as the text of a file.
 *
 * @throws {ConsoleError} `address-invalid`; `input-invalid` for a range that is empty; `bundle-too-large`.
 * @throws {StoreError}
 */
export async function makeBundle({ source, live, status, ip: text, range, now, limit = MAX_BUNDLE_BYTES }: BundleRequest): Promise<string> {
  const ip = requireAddress(text);
  const to = Math.min(range.to ?? now, now);
  const from = range.from ?? to - DAY_MS;
  const bands = await readBands(source, { from, to, ip: [ip] }, [], now);
  const [transitions, detections, blind, { notes }] = await Promise.all([
    transitionsIn(source, { ip, from, to }, limit),
    source.store.detections({ ip, from, to, limit: MAX_DETECTIONS }),
    blindSpans(source, from, to),
    readNotes(source.store, ip),
  ]);
  const bundle: IncidentBundle = {
    kind: BUNDLE_KIND,
    version: BUNDLE_VERSION,
    takenAt: presentInstant(now),
    ip,
    range: { from: presentInstant(from), to: presentInstant(to) },
    status,
    cluster: status.cluster,
    detail: live.detail(ip),
    transitions,
    detections: detections.map(presentDetection),
    findings: live.findings({}).items.filter(({ ips }) => ips.includes(ip)),
    blind: blind.map(presentBlindSpan),
    bands,
    notes,
  };
  const json = JSON.stringify(bundle, null, 1);
  if (Buffer.byteLength(json) > limit) throw tooLarge(limit);
  return json;
}

/** Gives up as soon as it is too much, not after everything was read. */
async function transitionsIn(
  { store }: HistorySource,
  filter: { readonly ip: string; readonly from: number; readonly to: number },
  limit: number,
): Promise<Transition[]> {
  const found: Transition[] = [];
  let bytes = 0;
  for await (const page of await exportPages(store, filter, true)) {
    const rows = page.map((row) => presentTransition(row, { withEvidence: true }));
    bytes += Buffer.byteLength(JSON.stringify(rows));
    if (bytes > limit) throw tooLarge(limit);
    found.push(...rows);
  }
  return found;
}

function tooLarge(limit: number): ConsoleError {
  return new ConsoleError("bundle-too-large", `A bundle may have ${limit} bytes. Ask for a shorter range.`, { facts: { limit } });
}
