import { describe, expect, test } from "vitest";
import { GUARD_POLICY_SPEC, guardBindingSpec } from "../guard-policy.ts";
import { aPod, aWorkload } from "../testing/builders.ts";
import { planSetGuard, type StoredGuard } from "./guard.ts";
import { aView } from "./testing/view.ts";

type Snapshot = Parameters<typeof aView>[0];
const metadata = { uid: "u", resourceVersion: "7" };
const NONE: StoredGuard = { policy: null, binding: null };
const DENYING: StoredGuard = { policy: { metadata, spec: GUARD_POLICY_SPEC }, binding: { metadata, spec: guardBindingSpec("deny") } };

function plan(mode: "audit" | "deny" | "off", stored: StoredGuard, snapshot: Snapshot = {}) {
  const answer = planSetGuard(aView(snapshot), { mode }, stored);
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan;
}

const script = ({ steps }: ReturnType<typeof plan>) => steps.map(({ verb, object }) => `${verb} ${object.kind}`);

describe("the guard", () => {
  test("is created policy first, and bound to refuse or to speak", () => {
    expect(script(plan("deny", NONE))).toEqual(["create ValidatingAdmissionPolicy", "create ValidatingAdmissionPolicyBinding"]);
    expect(plan("deny", NONE).steps[1]?.patch).toMatchObject({ spec: { validationActions: ["Deny"] } });
    expect(plan("audit", NONE).steps[1]?.patch).toMatchObject({ spec: { validationActions: ["Warn", "Audit"] } });
  });

  test("changes its binding alone where only the mode differs", () => {
    expect(plan("audit", DENYING).steps).toMatchObject([
      {
        object: { kind: "ValidatingAdmissionPolicyBinding", uid: "u", resourceVersion: "7" },
        patch: { spec: { validationActions: ["Warn", "Audit"] } },
        was: { spec: { validationActions: ["Deny"] } },
      },
    ]);
  });

  test("is put right where somebody changed the policy", () => {
    const changed = { ...DENYING, policy: { metadata, spec: { ...GUARD_POLICY_SPEC, failurePolicy: "Ignore", paramKind: { kind: "X" } } } };

    expect(plan("deny", changed).steps).toMatchObject([
      { patch: { spec: { failurePolicy: "Fail", paramKind: null } }, was: { spec: { paramKind: { kind: "X" } } } },
    ]);
  });

  test("goes binding first", () => {
    expect(script(plan("off", DENYING))).toEqual(["delete ValidatingAdmissionPolicyBinding", "delete ValidatingAdmissionPolicy"]);
  });

  test.for([
    { name: "it is as asked", mode: "deny" as const, stored: DENYING },
    { name: "there is none to end", mode: "off" as const, stored: NONE },
  ])("changes nothing where $name", ({ mode, stored }) =>
    expect(plan(mode, stored).blockers).toMatchObject([{ code: "nothing-to-change" }]),
  );

  test("names what is wrong already, which it leaves alone", () => {
    const pods = [
      aPod({ name: "good", floatingIps: ["10.99.0.1"] }),
      aPod({ name: "odd", floatingIps: ["10.99.0.1/32"] }),
      aPod({ name: "off", value: "{}" }),
    ];
    const workloads = [aWorkload({ name: "gw", templateFloatingIps: "" })];

    expect(plan("deny", NONE, { pods, workloads }).warnings[0]).toEqual({
      code: "guard-finds-wrong",
      facts: { objects: ["Deployment payments/gw", "Pod payments/odd", "Pod payments/off"], count: 3 },
    });
  });

  test("needs an API server that has such policies", () => {
    const old = aView({ identity: { kubernetesVersion: "v1.29.4" } });

    expect(planSetGuard(old, { mode: "deny" }, NONE)).toMatchObject({ ok: false, refusals: [{ code: "cluster-unsupported" }] });
  });
});
