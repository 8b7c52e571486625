import { describe, expect, test } from "vitest";
import type { Write } from "#lib/cluster/writer.ts";
import type { Plan, PlanStep } from "#lib/contract/plans.ts";
import type { HeldPlan } from "./action.ts";
import { beginAction } from "./begin-action.ts";
import { refOf } from "./testing/objects.ts";

const KEY = "cni.projectcalico.org/floatingIPs";
const BEGIN = { id: "action-1", by: "somebody", now: Date.parse("2026-08-29T03:12:40.000Z") };

/** A pod as a cluster has it: most of it is nobody's business here. */
const pod = (value: string | null, resourceVersion: string, uid = "uid-1") => ({
  metadata: {
    name: "gw-0",
    namespace: "shop",
    uid,
    resourceVersion,
    annotations: { ...(value !== null && { [KEY]: value }), "kubectl.kubernetes.io/last-applied-configuration": '{"password":"hunter2"}' },
  },
  spec: { containers: [{ name: "app", env: [{ name: "PASSWORD", value: "hunter2" }] }] },
});

function planFor(before: unknown, write: Write): HeldPlan {
  const object = { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "gw-0", uid: "uid-1", resourceVersion: "1" };
  const shown = { what: { code: "", facts: {}, text: "" }, object, verb: write.verb, diff: "" } as unknown as PlanStep;
  const plan = { action: "attach", blockers: [], consequences: [] } as unknown as Plan;
  return { plan, intent: { action: "undo", of: "" }, settleMs: 0, steps: [{ shown, write, before }] };
}

const claim = (value: string): Write => ({
  verb: "patch",
  ref: refOf("gw-0"),
  patch: { metadata: { annotations: { [KEY]: value } } },
  uid: "uid-1",
  resourceVersion: "1",
});
const begin = (held: HeldPlan, now: object) => beginAction(held, { read: async () => ({ ok: true, object: now }) }, BEGIN);

async function conflictOf(held: HeldPlan, now: object): Promise<Readonly<Record<string, unknown>>> {
  const error = await begin(held, now).then(
    () => null,
    (reason: unknown) => reason as { code: string; facts: Readonly<Record<string, unknown>> },
  );
  expect(error?.code).toBe("conflict");
  return error?.facts ?? {};
}

describe("what is stored before the first write", () => {
  test("of an object that is patched only what the patch touches, which is what the way back needs", async () => {
    const { steps } = await begin(planFor(pod('["10.99.0.1"]', "1"), claim("[]")), pod('["10.99.0.1"]', "1"));
    expect(steps[0]?.before).toEqual({ metadata: { annotations: { [KEY]: '["10.99.0.1"]' } } });
  });

  test("a change beside what the plan is about does no harm, and the write is for the version of now", async () => {
    const { steps } = await begin(planFor(pod(null, "1"), claim("[]")), pod(null, "7"));
    expect(steps[0]).toMatchObject({ write: { resourceVersion: "7" }, before: { metadata: { annotations: {} } } });
  });
});

describe("of two who change the same thing the second sees both versions", () => {
  test("with what the plan is about, and no secret of the rest", async () => {
    const facts = await conflictOf(planFor(pod(null, "1"), claim("[]")), pod('["10.99.0.7"]', "7"));
    const [planned, current] = [facts["planned"], facts["current"]].map((text) => JSON.parse(String(text)));
    const named = { name: "gw-0", namespace: "shop", uid: "uid-1" };
    expect(planned).toEqual({ metadata: { ...named, resourceVersion: "1", annotations: {} } });
    expect(current).toEqual({ metadata: { ...named, resourceVersion: "7", annotations: { [KEY]: '["10.99.0.7"]' } } });
    expect(JSON.stringify(facts)).not.toContain("hunter2");
  });

  test("made anew under the same name is another object", async () => {
    const facts = await conflictOf(planFor(pod(null, "1"), claim("[]")), pod(null, "7", "uid-2"));
    expect(String(facts["current"])).toContain("uid-2");
  });

  test("of a size that an answer can bear", async () => {
    const facts = await conflictOf(planFor(pod(null, "1"), claim("[]")), pod("x".repeat(200_000), "7"));
    expect(JSON.stringify(facts).length).toBeLessThan(20_000);
    const write: Write = { verb: "delete", ref: refOf("gw-0"), uid: "uid-1", resourceVersion: "1" };
    const large = (resourceVersion: string) => ({
      ...pod(null, resourceVersion),
      spec: { list: Array.from({ length: 9_000 }, () => "text") },
    });
    const whole = await conflictOf(planFor(large("1"), write), large("2"));
    expect(JSON.parse(String(whole["current"]))).toMatchObject({ metadata: { resourceVersion: "2" } });
    expect(JSON.stringify(whole).length).toBeLessThan(20_000);
  });

  test("what is gone meanwhile is shown as gone", async () => {
    const read = async () => ({ ok: false, failure: { code: "not-found", message: "", rule: null } }) as const;
    const error = await beginAction(planFor(pod(null, "1"), claim("[]")), { read }, BEGIN).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "conflict", facts: { current: "null" } });
  });
});
