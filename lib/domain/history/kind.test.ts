import { describe, expect, test } from "vitest";
import { kindOf } from "./kind.ts";
import { UNSERVED } from "./standing.ts";
import { aBackend, aLastKnown, disabled, serving, split } from "./testing/standings.ts";
import type { LastKnown, Standing, TransitionKind } from "./transition.ts";

const a = aBackend({ name: "gw-a", podIp: "10.244.1.7" });
const b = aBackend({ name: "gw-b", podIp: "10.244.1.5" });
const onB = aBackend({ name: "gw-c", node: "node-b", podIp: "10.244.2.5" });
const onC = aBackend({ name: "gw-d", node: "node-c", podIp: "10.244.3.5" });

type Row = {
  readonly name: string;
  readonly from: Standing | null;
  readonly to: Standing;
  readonly lost?: readonly string[];
  readonly isWithdrawn?: boolean;
  readonly leftBehind?: LastKnown["leftBehind"];
  readonly kind: TransitionKind;
};

const ROWS: readonly Row[] = [
  { name: "nobody, then somebody: assigned", from: UNSERVED, to: serving(a), kind: "assigned" },
  { name: "never seen, then somebody: assigned", from: null, to: serving(a), kind: "assigned" },
  { name: "somebody, then nobody, since the pod went: lost", from: serving(a), to: UNSERVED, kind: "lost" },
  {
    name: "somebody, then nobody, since the claim was withdrawn: released",
    from: serving(a),
    to: UNSERVED,
    isWithdrawn: true,
    kind: "released",
  },
  { name: "two, then nobody: lost", from: split(a, onB), to: UNSERVED, kind: "lost" },
  { name: "the old pod is gone and another takes over: failover", from: serving(a), to: serving(b), lost: [a.uid], kind: "failover" },
  {
    name: "the old pod is gone and another node takes over: failover",
    from: serving(a),
    to: serving(onB),
    lost: [a.uid],
    kind: "failover",
  },
  { name: "the old pod is still there: switchover", from: serving(a), to: serving(b), kind: "switchover" },
  {
    name: "back to the pod that the last failover left: failback",
    from: serving(b),
    to: serving(a),
    leftBehind: { uid: a.uid, podIp: a.podIp },
    kind: "failback",
  },
  {
    name: "a pod of the same name as the one that was left, with another UID: switchover",
    from: serving(b),
    to: serving({ ...a, uid: "new" }),
    leftBehind: { uid: a.uid, podIp: a.podIp },
    kind: "switchover",
  },
  {
    name: "back to the pod that was left, since the one between was lost: failover",
    from: serving(b),
    to: serving(a),
    lost: [b.uid],
    leftBehind: { uid: a.uid, podIp: a.podIp },
    kind: "failover",
  },
  {
    name: "the same pod name with a new UID: backend-replaced",
    from: serving(a),
    to: serving({ ...a, uid: "new", podIp: "10.244.1.9" }),
    lost: [a.uid],
    kind: "backend-replaced",
  },
  {
    name: "the same pod with another address: backend-replaced",
    from: serving(a),
    to: serving({ ...a, podIp: "10.244.1.9" }),
    kind: "backend-replaced",
  },
  {
    name: "the same pod name on another node: backend-replaced",
    from: serving(a),
    to: serving({ ...a, uid: "new", node: "node-b" }),
    lost: [a.uid],
    kind: "backend-replaced",
  },
  {
    name: "the same pod name in another namespace is another pod: failover",
    from: serving(a),
    to: serving({ ...a, uid: "new", namespace: "edge" }),
    lost: [a.uid],
    kind: "failover",
  },
  { name: "one, then two: split", from: serving(a), to: split(a, onB), kind: "split" },
  { name: "nobody, then two at once: split", from: UNSERVED, to: split(a, onB), kind: "split" },
  { name: "two, then three: split", from: split(a, onB), to: split(a, onB, onC), kind: "split" },
  { name: "two, then two others: split", from: split(a, onB), to: split(a, onC), kind: "split" },
  { name: "three, then two: split", from: split(a, onB, onC), to: split(a, onB), kind: "split" },
  { name: "two, then one of them: merged", from: split(a, onB), to: serving(a), lost: [onB.uid], kind: "merged" },
  { name: "two, then one that was neither: merged", from: split(a, onB), to: serving(b), lost: [a.uid, onB.uid], kind: "merged" },
  { name: "somebody, then the gate is off: disabled", from: serving(a), to: disabled(), kind: "disabled" },
  { name: "two, then the gate is off: disabled", from: split(a, onB), to: disabled(), kind: "disabled" },
  { name: "nobody, then a claim where the gate is off: disabled", from: UNSERVED, to: disabled(), kind: "disabled" },
  { name: "the gate is on again: enabled", from: disabled(), to: serving(a), kind: "enabled" },
  { name: "the gate is on again, and two have it: enabled", from: disabled(), to: split(a, onB), kind: "enabled" },
  { name: "the gate is off and the pod goes too: lost", from: disabled(), to: UNSERVED, kind: "lost" },
  { name: "the gate is off and the claim is withdrawn: released", from: disabled(), to: UNSERVED, isWithdrawn: true, kind: "released" },
];

describe("the kind of a transition", () => {
  test.for(ROWS)("$name", ({ from, to, lost = [], isWithdrawn = false, leftBehind = null, kind }) => {
    const before = from && aLastKnown(from, { leftBehind });

    expect(kindOf(before, to, { isLost: ({ uid }) => lost.includes(uid), isWithdrawn })).toBe(kind);
  });
});
