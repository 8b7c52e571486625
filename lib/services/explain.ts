import "server-only";
import { createTranslator } from "use-intl/core";
import type { Fact, Facts, Reason } from "#lib/domain/reason.ts";
import failover from "#messages/en/failover.json" with { type: "json" };
import findings from "#messages/en/findings.json" with { type: "json" };
import reasons from "#messages/en/reasons.json" with { type: "json" };
import reasonsOfCluster from "#messages/en/reasons-cluster.json" with { type: "json" };

const LOCALE = "en";
const lists = new Intl.ListFormat(LOCALE, { style: "long", type: "conjunction" });

/** A flat catalogue: code to ICU sentence. */
export type Catalogue = Readonly<Record<string, string>>;

/** @returns The English sentence of a code, or the code itself where the catalogue lacks it. */
export type Explain = (reason: Reason) => string;

/** Turns reasons into the English sentences of the API. A page writes its own, from the same codes and facts. */
export function createExplain(catalogue: Catalogue): Explain {
  const translate = createTranslator<Record<string, string>>({ locale: LOCALE, messages: { ...catalogue }, timeZone: "UTC" });
  return ({ code, facts }) => (Object.hasOwn(catalogue, code) ? translate(code, valuesOf(facts)) : code);
}

/** What ICU can be filled with: lists joined, nothing as nothing. */
function valuesOf(facts: Facts): Record<string, string | number> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, fillingOf(fact)]));
}

function fillingOf(fact: Fact): string | number {
  if (typeof fact === "number" || typeof fact === "string") return fact;
  if (fact === null) return "";
  return typeof fact === "boolean" ? String(fact) : lists.format(fact);
}

/** Sentences to keep: those of a few thousand floating IPs. */
const MAX_KEPT = 20_000;

/** Filling in a sentence takes long enough to be felt when a whole cluster changes its state and comes back. */
function remember(explain: Explain): Explain {
  const kept = new Map<string, string>();
  return (reason) => {
    const key = JSON.stringify([reason.code, reason.facts]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= MAX_KEPT) kept.clear();
    const text = explain(reason);
    kept.set(key, text);
    return text;
  };
}

export const explainReason = remember(createExplain({ ...reasons, ...reasonsOfCluster }));
export const explainFailover = createExplain(failover);

const messages = remember(createExplain(pick(findings, ({ message }) => message)));
const remedies = remember(createExplain(pick(findings, ({ remedy }) => remedy)));

/** What is wrong, and what to do. */
export function explainFinding(finding: Reason): { message: string; remedy: string } {
  return { message: messages(finding), remedy: remedies(finding) };
}

function pick<T>(catalogue: Readonly<Record<string, T>>, sentence: (entry: T) => string): Catalogue {
  return Object.fromEntries(Object.entries(catalogue).map(([code, entry]) => [code, sentence(entry)]));
}

/** The three fields by which the API says why. All empty together. */
export function reasonFieldsOf(reason: Reason | null): { reason: string | null; code: string | null; facts: WireFacts } {
  if (reason === null) return { reason: null, code: null, facts: {} };
  return { reason: explainReason(reason), code: reason.code, facts: wireFactsOf(reason.facts) };
}

export function explainedOf(reason: Reason, explain: Explain = explainReason): { code: string; facts: WireFacts; text: string } {
  return { code: reason.code, facts: wireFactsOf(reason.facts), text: explain(reason) };
}

type WireFacts = Record<string, string | number | boolean | null | string[]>;

export function wireFactsOf(facts: Facts): WireFacts {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, isList(fact) ? [...fact] : fact]));
}

function isList(fact: Fact): fact is readonly string[] {
  return Array.isArray(fact);
}
