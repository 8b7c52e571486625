import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTranslator } from "use-intl/core";
import { describe, expect, test } from "vitest";
import en from "./en/plan.json" with { type: "json" };
import reasons from "./en/reasons.json" with { type: "json" };
import reasonsOfCluster from "./en/reasons-cluster.json" with { type: "json" };
import zh from "./zh-CN/plan.json" with { type: "json" };

const FOLDER = fileURLToPath(new URL("../lib/domain/plan/", import.meta.url));
const sources = readdirSync(FOLDER).filter((name) => /^[\w-]+\.ts$/.test(name));
/** The codes that are written out; those that are put together are named in `COMPOSED`. */
const written = sources.flatMap((name) =>
  [...readFileSync(FOLDER + name, "utf8").matchAll(/(?:reason|no|later)\(\s*"([a-z0-9-]+)"/g)].flatMap(([, code]) => code ?? []),
);
const COMPOSED = [
  ...["pod", "node", "tunnel", "service"].map((holder) => `address-of-${holder}`),
  ...["add", "remove", "replace", "clear"].map((verb) => `step-claim-${verb}`),
  "calico-node-on-delete",
  "verify-rollout-stopped",
  ...["policy", "binding", "policy-off", "binding-off"].map((step) => `step-guard-${step}`),
];
/** Of the first argument of `no` where that is a refusal, and of `later` where it is a cause. */
const OTHERS = [
  "address-invalid",
  "address-not-canonical",
  "address-family",
  "address-in-use",
  "cluster-unsupported",
  "cni-config-invalid",
  "kind",
  "strategy",
  "paused",
];
const codes = [...new Set([...written, ...COMPOSED])].filter((code) => !OTHERS.includes(code));

test.for(codes)("%s has a sentence", (code) => {
  expect(Object.keys({ ...reasons, ...reasonsOfCluster, ...en })).toContain(code);
});

test("both languages have the same sentences", () => {
  expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
});

/** Whatever a sentence may be filled with. */
const FACTS = new Proxy<Record<string, string | number>>(
  {},
  { get: (_, name) => (["count", "before", "after"].includes(String(name)) ? 2 : "x"), has: () => true },
);

describe.each([
  { locale: "en", messages: en },
  { locale: "zh-CN", messages: zh },
])("in $locale", ({ locale, messages }) => {
  test.for(Object.keys(messages))("%s can be written", (code) => {
    const onError = (error: Error) => {
      throw error;
    };
    const translate = createTranslator<Record<string, string>>({ locale, messages, timeZone: "UTC", onError });
    const names = [...(messages[code as keyof typeof messages] ?? "").matchAll(/\{(\w+)/g)].flatMap(([, name]) => name ?? []);

    expect(translate(code, Object.fromEntries(names.map((name) => [name, FACTS[name] ?? "x"])))).not.toContain("{");
  });
});
