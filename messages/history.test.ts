import { createTranslator } from "use-intl/core";
import { describe, expect, test } from "vitest";
import {
  BLIND_REASONS,
  CONFIDENCES,
  DETECTION_KINDS,
  type DetectionKind,
  TRANSITION_CAUSES,
  TRANSITION_KINDS,
} from "#lib/domain/history/transition.ts";
import type { Facts } from "#lib/domain/reason.ts";
import en from "./en/history.json" with { type: "json" };
import zh from "./zh-CN/history.json" with { type: "json" };

const languages = [
  { language: "en", catalogue: en },
  { language: "zh-CN", catalogue: zh },
];

const closedLists = {
  kinds: TRANSITION_KINDS,
  "kind-meanings": TRANSITION_KINDS,
  causes: TRANSITION_CAUSES,
  "cause-meanings": TRANSITION_CAUSES,
  details: ["rollout", "scale-down", "owner-deleted", "direct", "api", "drain", "kubelet", "unreachable", "node-deleted"],
  confidences: CONFIDENCES,
  "confidence-meanings": CONFIDENCES,
  stances: ["supports", "contradicts", "context"],
  states: ["serving", "split", "unserved", "disabled", "blind", "before-history"],
  "detection-names": DETECTION_KINDS,
  detections: DETECTION_KINDS,
  blind: BLIND_REASONS,
  "blind-names": BLIND_REASONS,
  "as-of-answers": ["certain", "possible", "not-observed"],
} satisfies Partial<Record<keyof typeof en, readonly string[]>>;

const where = { ip: "10.99.0.10", pod: "edge/gw-0", node: "node-a" };
const facts: Readonly<Record<DetectionKind, readonly Facts[]>> = {
  "backend-not-ready": [
    { ...where, hasStandby: "no", standby: null },
    { ...where, hasStandby: "yes", standby: "edge/gw-1" },
  ],
  "backend-terminating": [where],
  "node-not-ready": [where],
  "node-unreachable": ["timed", "undated", "leaving", "never"].map((eviction) => ({
    ...where,
    eviction,
    tolerationSeconds: 300,
    unreachableSince: "02:14:00",
    evictsAt: "02:19:00",
  })),
  "no-standby": [where],
  "failover-blocked": ["gate", "nodes", "replacement", "template", "controller"].map((why) => ({
    ...where,
    why,
    nodes: "node-b",
    error: "no such thing",
    kind: "Deployment",
    workload: "edge/gw",
  })),
  conflict: [{ ...where, holders: "node node-b", nodes: "node-a", pods: "edge/gw-0" }],
  "annotation-malformed": [
    { ...where, form: "value", error: "no such thing", item: null },
    { ...where, form: "item", error: "", item: "010.99.0.10" },
  ],
  "preemption-ahead": [{ ...where, kind: "Deployment", workload: "gw", podIp: "10.244.1.9" }],
};

describe.each(languages)("the words of history in $language", ({ language, catalogue }) => {
  test("are there for every word of the closed lists, and for no other", () => {
    for (const [section, codes] of Object.entries(closedLists)) {
      expect([section, Object.keys(catalogue[section as keyof typeof closedLists]).toSorted()]).toEqual([section, codes.toSorted()]);
    }
  });

  test("say what a detection is about, with all its facts filled in", () => {
    const failures: string[] = [];
    const messages: Record<string, string> = { ...catalogue.detections };
    const translate = createTranslator<Record<string, string>>({
      locale: language,
      messages,
      timeZone: "UTC",
      onError: ({ message }) => failures.push(message),
    });
    const sentences = DETECTION_KINDS.flatMap((kind) =>
      facts[kind].map((some) =>
        translate(
          kind,
          Object.fromEntries(Object.entries(some).map(([key, fact]) => [key, typeof fact === "number" ? fact : String(fact ?? "")])),
        ),
      ),
    );

    expect(failures).toEqual([]);
    expect(new Set(sentences).size).toBe(sentences.length);
  });
});

test("the sentences about a time are the same in both languages", () => {
  expect(Object.keys(zh["as-of"])).toEqual(Object.keys(en["as-of"]));
});
