import { expect, test } from "vitest";
import { remedyLink } from "./remedy-link.ts";

test.for([
  ["a value is mended", "remedy-mend", { target: "StatefulSet edge/gw" }, "/findings?mend=StatefulSet%2Fedge%2Fgw"],
  ["a gate is opened on its node", "remedy-felix-gate", { node: "node-b" }, "/setup?gate=felix&node=node-b"],
  [
    "a template is given the address",
    "remedy-give-to-template",
    { ip: "fd00::5", kind: "Deployment", namespace: "edge", name: "gw" },
    "/give?ip=fd00%3A%3A5&kind=Deployment&namespace=edge&name=gw&scope=template",
  ],
] as const)("the link leads to where %s", ([, code, facts, href]) => {
  expect(remedyLink({ code, facts })?.href).toBe(href);
});

test("what the console cannot do has no link", () => {
  expect(remedyLink({ code: "remedy-pool", facts: { ip: "10.99.0.5" } })).toBeNull();
  expect(remedyLink({ code: "remedy-mend", facts: { target: "nothing" } })).toBeNull();
});
