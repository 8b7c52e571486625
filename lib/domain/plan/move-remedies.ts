import type { ClusterView } from "../cluster-view.ts";
import { type Facts, type Reason, reason } from "../reason.ts";
import type { PodRecord } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import type { Told } from "./plan.ts";

/** What a move is about, as far as a way out depends on it. */
export type Asked = {
  readonly view: ClusterView;
  readonly intent: {
    readonly ip: string;
    readonly to: { readonly namespace: string; readonly name: string };
    readonly templates?: boolean | undefined;
    readonly standbys?: boolean | undefined;
  };
  /** `null` where there is no such pod. */
  readonly to: PodRecord | null;
};

type Remedy = (facts: Facts, asked: Asked) => Reason | null;

/** Their own sentence says what to do, or there is nothing to do. */
export const SAID: readonly string[] = [
  ...["address-blank", "address-leading-zero", "address-mask", "address-v4-mapped"],
  ...["already-backend", "take-over-unconfirmed"],
];

const anotherAddress: Remedy = (_, { intent: { ip } }) => reason("remedy-other-address", { ip });
const freeAddress: Remedy = (_, { intent: { ip } }) => reason("remedy-address-free", { ip });
const anotherPod = (why: "gone" | "going" | "host"): Remedy => {
  return (_, { intent: { to: target } }) => reason("remedy-other-pod", { pod: nameOf(target), why });
};
const waitForPod: Remedy = (_, { intent: { to: target } }) => reason("remedy-wait-for-pod", { pod: nameOf(target) });
const podAnew: Remedy = (_, { intent: { to: target } }) => reason("remedy-pod-anew", { pod: nameOf(target) });
const anotherNode: Remedy = ({ node = null }) => reason("remedy-other-node", { node });

/** What would make possible what is not, by the code that says why it is not. */
const REMEDIES: Readonly<Record<string, Remedy>> = {
  "address-unparsable": anotherAddress,
  "address-special": anotherAddress,
  "address-of-pod": freeAddress,
  "address-of-node": freeAddress,
  "address-of-tunnel": freeAddress,
  "address-of-service": freeAddress,
  "address-allocated": freeAddress,
  "address-outside-pools": (_, { intent: { ip } }) => reason("remedy-pool", { ip }),
  "address-family-missing": ({ family = null }) => reason("remedy-pod-of-family", { family }),
  "target-not-found": anotherPod("gone"),
  "target-finished": anotherPod("gone"),
  "pod-finished": anotherPod("gone"),
  "target-terminating": anotherPod("going"),
  "target-host-network": anotherPod("host"),
  "pod-host-network": anotherPod("host"),
  "pod-unscheduled": waitForPod,
  "pod-no-address": waitForPod,
  "target-off-network": (_, { intent: { to: target } }) => reason("remedy-mend", { target: `Pod ${nameOf(target)}` }),
  "source-prefixes-malformed": (_, { intent: { to: target } }) => reason("remedy-source-prefixes", { pod: nameOf(target) }),
  "pod-address-unreadable": podAnew,
  "pod-address-masked": podAnew,
  "felix-gate-off": ({ node = null }) => reason("remedy-felix-gate", { node }),
  "ipv6-off": ({ node = null, decidedBy = null }) => reason("remedy-ipv6", { node, decidedBy }),
  "dataplane-ebpf": anotherNode,
  "dataplane-windows": anotherNode,
  "datastore-etcd": (_, asked) =>
    giveToTemplate(asked) ?? reason("remedy-pod-with-claim", { ip: asked.intent.ip, pod: nameOf(asked.intent.to) }),
  "value-unreadable": ({ object = null }) => reason("remedy-mend", { target: withKind(String(object)) }),
  "move-not-reached": (_, asked) => toKnow(asked),
  "addresses-unchecked": ({ source = null, why }) =>
    reason(why === "source-forbidden" ? "remedy-source-rights" : "remedy-source-wait", { source }),
  "claim-comes-back-from": ({ target = null }, asked) => keepAway(String(target), asked),
  // Fewer stand by than before.
  "move-standbys": ({ before, after }, { intent }) =>
    intent.standbys !== true && Number(after) < Number(before) ? reason("remedy-standbys") : null,
  "move-not-in-template": (_, asked) => giveToTemplate(asked),
};

/** The same, with what would make it possible. */
export function withRemedy(why: Reason, asked: Asked): Told {
  const remedy = REMEDIES[why.code]?.(why.facts, asked) ?? null;
  return remedy ? { ...why, remedy } : why;
}

function giveToTemplate({ view, intent: { ip }, to }: Asked): Reason | null {
  const workload = to && workloadOf(view.snapshot, to);
  if (!to || !workload || workload.kind === "Job") return null;
  return reason("remedy-give-to-template", { ip, kind: workload.kind, namespace: to.namespace, name: workload.name });
}

/** Why nobody can tell what Felix of the pod's node would do. Everybody else let go. */
function toKnow({ view, intent: { ip, to: target }, to }: Asked): Reason {
  const node = to?.node ?? "";
  const crashers = view.crashersOn(node).map(nameOf);
  if (crashers.length > 0) return reason("remedy-mend", { target: `Pod ${crashers[0]}` });
  if (view.programsOn(node, ip.includes(":") ? 6 : 4).programs === "unknown") return reason("remedy-gate-known", { node });
  return reason("remedy-plan-later", { pod: nameOf(target) });
}

/** How a template that keeps its claim could let go of it. */
function keepAway(target: string, { view, intent, to }: Asked): Reason {
  const own = to && workloadOf(view.snapshot, to);
  const isShared = own !== null && to !== null && target === `${own.kind} ${to.namespace}/${own.name}`;
  if (isShared) return reason("remedy-template-shared", { target, pod: nameOf(to) });
  if (target.startsWith("Job ")) return reason("remedy-template-immutable", { target });
  return intent.templates === true ? reason("remedy-template-by-hand", { target }) : reason("remedy-templates", { target });
}

/** Of pods reasons say only the name. */
function withKind(object: string): string {
  return object.includes(" ") ? object : `Pod ${object}`;
}

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}
