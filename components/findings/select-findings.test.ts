import { expect, test } from "vitest";
import type { Finding } from "#lib/contract/findings.ts";
import { choicesOf, selectFindings } from "./select-findings.ts";

const EVERYTHING = { severity: null, code: null, namespace: null, q: "" };

function aFinding(given: Partial<Finding> = {}): Finding {
  const subject = { kind: "Pod", namespace: "edge", name: "mqtt-0" };
  return { code: "unserved", severity: "critical", subject, ip: null, ips: ["10.99.0.12"], facts: {}, message: "", remedy: "", ...given };
}

const readable = (finding: Finding, text = "") => ({ finding, text });

test("no filter leaves all", () => {
  expect(selectFindings([readable(aFinding()), readable(aFinding({ code: "split" }))], EVERYTHING)).toHaveLength(2);
});

test.each([
  ["an address", "10.99.0.12"],
  ["namespace and name", "edge/mqtt"],
  ["words of the text, in any order and case", "ANSWERS nobody"],
])("a search finds %s", (_, q) => {
  const found = selectFindings(
    [readable(aFinding(), "Nobody answers."), readable(aFinding({ ips: [], subject: { kind: "Node", namespace: null, name: "node-a" } }))],
    {
      ...EVERYTHING,
      q,
    },
  );
  expect(found.map(({ finding }) => finding.subject.name)).toEqual(["mqtt-0"]);
});

test("filters of several kinds hold together", () => {
  const all = [readable(aFinding()), readable(aFinding({ severity: "info" }))];
  expect(selectFindings(all, { ...EVERYTHING, severity: "info", namespace: "edge" })).toHaveLength(1);
  expect(selectFindings(all, { ...EVERYTHING, severity: "info", namespace: "payments" })).toHaveLength(0);
});

test("each code and namespace can be chosen once", () => {
  expect(choicesOf([aFinding(), aFinding(), aFinding({ code: "split", subject: { kind: "Node", namespace: null, name: "a" } })])).toEqual({
    codes: ["split", "unserved"],
    namespaces: ["edge"],
  });
});
