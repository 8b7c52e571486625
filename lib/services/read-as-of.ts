import "server-only";
import type { AsOf } from "#lib/contract/history.ts";
import { asOf } from "#lib/domain/history/as-of.ts";
import { blindSpans } from "./blind-now.ts";
import { wireFactsOf } from "./explain.ts";
import { forgottenAt } from "./forgotten.ts";
import type { HistorySource } from "./history-port.ts";
import { explainAsOf, presentBlindSpan, presentEvidence, presentInstant, presentStanding } from "./present-transition.ts";
import { requireAddress } from "./require-address.ts";

/** Who had an address at a time. @throws {ConsoleError} `address-invalid`. @throws {StoreError} */
export async function readAsOf(source: HistorySource, text: string, at: number, now: number): Promise<AsOf> {
  const { store } = source;
  const ip = requireAddress(text);
  const [around, began, known, blind] = await Promise.all([
    store.around(ip, at),
    store.began(),
    store.lastKnown([ip]),
    blindSpans(source, at, at),
  ]);
  const mayBeForgotten = at < (forgottenAt(source, now)?.to ?? 0);
  const verdict = asOf({ ip, at, now, began, around, known: known.get(ip) ?? null, blind, mayBeForgotten });
  const rows = await Promise.all(verdict.transitions.map(({ id }) => store.transition(id)));
  return {
    ip,
    at: presentInstant(at),
    answer: verdict.answer,
    candidates: verdict.candidates.map(({ standing, notBefore, notAfter }) => ({
      standing: presentStanding(standing),
      notBefore: notBefore === null ? null : presentInstant(notBefore),
      notAfter: notAfter === null ? null : presentInstant(notAfter),
    })),
    reason: explainAsOf(verdict.reason),
    code: verdict.reason.code,
    facts: wireFactsOf(verdict.reason.facts),
    evidence: rows.flatMap((row) => row?.evidence.map(presentEvidence) ?? []),
    blind: verdict.blind.map(presentBlindSpan),
  };
}
