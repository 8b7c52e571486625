import { describe, expect, test } from "vitest";
import { forecastAdd, forecastDel, forecastReplacement } from "./forecast.ts";
import { aPod } from "./testing/builders.ts";
import { type CniTable, readTestdata } from "./testing/yardsticks.ts";

const { rows, orderOfChecks, editedAfterAdd } = readTestdata<CniTable>("calico/cni-add-table.json");
const families = { v4: { v4: true, v6: false }, v6: { v4: false, v6: true }, dual: { v4: true, v6: true } };
const PANIC = "Calico CNI panicked during ADD: runtime error: invalid memory address or nil pointer dereference";
const textOf = (answer: ReturnType<typeof forecastAdd>) => (answer.ok ? "ok" : answer.error);

describe("the CNI plugin's answers", () => {
  test("the table has its 324 rows", () => expect(rows).toHaveLength(324));

  test.for(rows)("ADD and DEL of $annotation on a $podFamilies pod, flag $flag", (row) => {
    const flag = row.flag;

    expect(textOf(forecastAdd({ value: row.annotation, families: families[row.podFamilies], flag }))).toBe(row.add);
    expect(textOf(forecastDel({ value: row.annotation, hasAddress: row.add === "ok", flag }))).toBe(row.del);
  });

  test.for(editedAfterAdd.rows.filter(({ case: name }) => name.startsWith("ADD without the key")))(
    "DEL, and a new sandbox, after a running pod was given $annotation, flag $flag",
    ({ annotation: value, flag = true, del, secondSandboxAdd }) => {
      expect(textOf(forecastDel({ value, hasAddress: true, flag }))).toBe(del);
      if (secondSandboxAdd === undefined) return;
      expect(textOf(forecastAdd({ value, families: families.v4, flag, hasAddress: true }))).toBe(secondSandboxAdd);
    },
  );

  // The steps before 22 are no matter of the claim; 26 is a setting of the plugin's own.
  test.for(orderOfChecks.rows.filter(({ step }) => step === 1 || (step >= 22 && step <= 25)))(
    "the error that wins, step $step: $case",
    ({ annotation: value, flag, add, del }) => {
      const read = typeof flag === "string" ? "invalid" : (flag ?? false);

      expect(textOf(forecastAdd({ value, families: families.v4, flag: read }))).toBe(add);
      expect(textOf(forecastDel({ value, hasAddress: false, flag: read }))).toBe(del);
    },
  );

  test("a masked v4-mapped item fails twice, the tag first", () => {
    expect(textOf(forecastAdd({ value: '["::ffff:10.1.2.3/128"]', families: families.dual, flag: true }))).toBe(
      "error with the following fields:\n" +
        "-  ExternalIP = '::ffff:10.1.2.3/128' (Reason: failed to validate Field: ExternalIP because of Tag: ip )\n" +
        "-  ExternalIP = '::ffff:10.1.2.3/128' (mismatched IP versions)\n",
    );
  });
});

describe("the next pod with the same annotation", () => {
  test.for([
    { name: "starts when the value is good and the gate is open", pod: aPod({ floatingIps: ["10.99.0.1"] }), gate: true, answer: "ok" },
    {
      name: "does not start when the gate is closed",
      pod: aPod({ floatingIps: ["10.99.0.1"] }),
      gate: false,
      answer: "requested feature is not enabled: floating_ips",
    },
    { name: "is not said to fail when the gate is not known", pod: aPod({ floatingIps: ["10.99.0.1"] }), gate: null, answer: "ok" },
    {
      name: "does not start with an item that its running sister bears in silence",
      pod: aPod({ floatingIps: ["10.99.0.1", "fd00::1"] }),
      gate: true,
      answer: PANIC,
    },
    {
      name: "never meets the CNI plugin on the host's network",
      pod: aPod({ hostNetwork: true, floatingIps: ["10.99.0.1"] }),
      gate: false,
      answer: "ok",
    },
    {
      name: "has the families of a sister that is finished",
      pod: aPod({ phase: "Failed", statusPodIps: ["fd00::9"], floatingIps: ["10.99.0.1"] }),
      gate: true,
      answer: PANIC,
    },
    {
      name: "fails on malformed source prefixes before anything of the claim is looked at",
      pod: aPod({ value: "{}", annotations: { "cni.projectcalico.org/allowedSourcePrefixes": "nope" } }),
      gate: false,
      answer: orderOfChecks.rows.find(({ step }) => step === 21)?.add,
    },
  ])("$name", ({ pod, gate, answer }) => {
    expect(textOf(forecastReplacement(pod, gate))).toBe(answer);
  });
});

test.for([...new Map(rows.map(({ annotation }) => [annotation, annotation])).values()])(
  "what awaits the replacement of a running pod with %s is what awaits that of one that waits for a node",
  (floatingIps) => {
    for (const podIps of [["10.244.0.5"], ["fd00::5"], ["10.244.0.5", "fd00::5"], ["10.244.0.0/24"]]) {
      const pod = { ...aPod({ floatingIps: [] }), statusPodIps: podIps };
      const { "cni.projectcalico.org/floatingIPs": _, ...others } = pod.annotations;
      const annotations = floatingIps === null ? others : { ...others, "cni.projectcalico.org/floatingIPs": floatingIps };
      for (const gate of [true, false, null]) {
        const running = forecastReplacement({ ...pod, annotations }, gate);
        expect(textOf(running), podIps.join()).toBe(textOf(forecastReplacement({ ...pod, annotations, node: null }, gate)));
      }
    }
  },
);
