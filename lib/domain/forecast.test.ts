import { describe, expect, test } from "vitest";
import { forecastAdd, forecastDel, forecastReplacement } from "./forecast.ts";
import { aPod } from "./testing/builders.ts";
import { type CniTable, readTestdata } from "./testing/yardsticks.ts";

const { rows, orderOfChecks, editedAfterAdd } = readTestdata<CniTable>("calico/cni-add-table.json");
const families = { v4: { v4: true, v6: false }, v6: { v4: false, v6: true }, dual: { v4: true, v6: true } };
const textOf = (answer: ReturnType<typeof forecastAdd>) => (answer.ok ? "ok" : answer.error);

describe("the CNI plugin's answers", () => {
  test("the table has its 324 rows", () => expect(rows).toHaveLength(324));

  test.for(rows)("ADD and DEL of $annotation on a $podFamilies pod, flag $flag", (row) => {
    const flag = row.flag;

    expect(textOf(forecastAdd({ value: row.annotation, families: families[row.podFamilies], flag }))).toBe(row.add);
    expect(textOf(forecastDel({ value: row.annotation, hasAddress: row.add === "ok", flag }))).toBe(row.del);
  });

  test.for(editedAfterAdd.rows.filter((row) => row.case.startsWith("ADD without the key")))(
    "DEL after a running pod was given $annotation, flag $flag",
    (row) => {
      expect(textOf(forecastDel({ value: row.annotation, hasAddress: true, flag: row.flag ?? true }))).toBe(row.del);
    },
  );

  test.for(orderOfChecks.rows.filter((row) => row.step === 1 && typeof row.flag === "string" && row.case.includes("floating_ips")))(
    "a flag that is no boolean wins over everything: $case",
    (row) => {
      expect(textOf(forecastAdd({ value: row.annotation, families: families.v4, flag: "invalid" }))).toBe(row.add);
      expect(textOf(forecastDel({ value: row.annotation, hasAddress: true, flag: "invalid" }))).toBe(row.del);
    },
  );

  test("two bad fields are listed together", () => {
    expect(textOf(forecastAdd({ value: '["10.0.0.1/32",""]', families: families.v4, flag: true }))).toBe(
      "error with the following fields:\n-  ExternalIP = '10.0.0.1/32' (Reason: failed to validate Field: ExternalIP because of Tag: ip )\n-  ExternalIP = '' (mismatched IP versions)",
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
      answer: "Calico CNI panicked during ADD: runtime error: invalid memory address or nil pointer dereference",
    },
  ])("$name", ({ pod, gate, answer }) => {
    expect(textOf(forecastReplacement(pod, gate))).toBe(answer);
  });
});
