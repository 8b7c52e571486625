import { expect, test } from "vitest";
import { GUARD_POLICY_SPEC, guardBindingSpec } from "../guard-policy.ts";
import { guardStateOf } from "./guard-state.ts";

const stored = (spec: object) => ({ metadata: { uid: "u", resourceVersion: "1" }, spec: { ...spec } });
const policy = stored(GUARD_POLICY_SPEC);
const deny = stored(guardBindingSpec("deny"));

test.for([
  { name: "neither object", found: guardStateOf({ policy: null, binding: null }, "v1.36.1"), wanted: "off" },
  { name: "both, and the binding denies", found: guardStateOf({ policy, binding: deny }, "v1.36.1"), wanted: "deny" },
  {
    name: "both, and the binding audits",
    found: guardStateOf({ policy, binding: stored(guardBindingSpec("audit")) }, null),
    wanted: "audit",
  },
  { name: "a policy without its binding", found: guardStateOf({ policy, binding: null }, "v1.36.1"), wanted: "changed" },
  { name: "a binding without its policy", found: guardStateOf({ policy: null, binding: deny }, "v1.36.1"), wanted: "changed" },
  {
    name: "a policy that somebody rewrote",
    found: guardStateOf({ policy: stored({ ...GUARD_POLICY_SPEC, failurePolicy: "Ignore" }), binding: deny }, "v1.36.1"),
    wanted: "changed",
  },
  {
    name: "an API server from before such policies",
    found: guardStateOf({ policy: null, binding: null }, "v1.29.4"),
    wanted: "unsupported",
  },
])("$name: $wanted", ({ found, wanted }) => {
  expect(found.mode).toBe(wanted);
  expect(found.reason === null).toBe(["off", "audit", "deny"].includes(wanted));
});
