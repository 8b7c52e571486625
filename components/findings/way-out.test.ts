import { expect, test } from "vitest";
import { wayOutOf } from "./way-out.ts";

const pod = { kind: "Pod", namespace: "db", name: "pg-0" };

test.for([
  {
    name: "a gate is opened in the setup",
    code: "cni-gate-closed",
    subject: { ...pod, namespace: null },
    ip: null,
    wanted: { form: "setup", href: "/setup" },
  },
  {
    name: "a split address is moved",
    code: "split",
    subject: pod,
    ip: "fd00::1",
    wanted: { form: "move", href: "/floating-ips/fd00%3A%3A1?move=" },
  },
  {
    name: "a value that cannot be read is mended",
    code: "claim-malformed",
    subject: pod,
    ip: null,
    wanted: { form: "mend", href: "/findings?mend=Pod%2Fdb%2Fpg-0" },
  },
  { name: "what no form mends has no way out", code: "node-not-ready", subject: pod, ip: null, wanted: null },
  {
    name: "nor has a subject that bears no annotation",
    code: "claim-malformed",
    subject: { kind: "Node", namespace: null, name: "a" },
    ip: null,
    wanted: null,
  },
])("$name", ({ code, subject, ip, wanted }) => {
  expect(wayOutOf({ code, subject, ip })).toEqual(wanted);
});
