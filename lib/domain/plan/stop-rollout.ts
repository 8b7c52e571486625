import type { ClusterView } from "../cluster-view.ts";
import { isSupported } from "../cni-gate.ts";
import { type Reason, reason } from "../reason.ts";
import { describeRollout, type Rollout } from "../rollout.ts";
import { type Planned, planned, refused } from "./plan.ts";
import { nest } from "./steps.ts";

const STRATEGY = ["spec", "updateStrategy", "type"];

/**
 * Plans to stop the rollout of calico-node, or to let it go on.
 *
 * With `OnDelete` the controller leaves pods of an older template alone. How many may go at once stays written beside it, so
 * that it goes on as it was.
 *
 * @see kubernetes/kubernetes v1.34 pkg/controller/daemon/daemon_controller.go, `updateDaemonSet`
 */
export function planStopRollout(view: ClusterView, { goOn }: { readonly goOn: boolean }): Planned {
  const { installation, snapshot } = view;
  const support = isSupported(installation);
  if (support.reason) return refused({ code: "cluster-unsupported", pointer: "/action", reason: support.reason });
  const { daemonSet } = installation;
  const rollout = describeRollout(snapshot, installation);
  if (!daemonSet || !rollout) return planned({ blockers: [reason("calico-node-not-found")] });

  const { namespace, name, uid, resourceVersion, updateStrategy } = daemonSet;
  const object = `${namespace}/${name}`;
  const isSo = (updateStrategy === "OnDelete") === !goOn;
  const step = {
    what: goOn ? reason("step-rollout-on", { object }) : reason("step-rollout-stop", { object }),
    object: { apiVersion: "apps/v1", kind: "DaemonSet", namespace, name, uid, resourceVersion },
    verb: "patch" as const,
    patch: nest(STRATEGY, goOn ? "RollingUpdate" : "OnDelete"),
    was: nest(STRATEGY, updateStrategy),
  };
  const waiting = rollout.nodes.filter(({ state }) => state === "waiting").map(({ node }) => node);
  return planned({
    steps: isSo ? [] : [step],
    warnings: goOn ? goesOn(object, waiting) : [reason("rollout-stays", { object, nodes: waiting, count: waiting.length })],
    blockers: [...(isSo ? [reason("nothing-to-change")] : []), ...(goOn ? [] : nothingToStop(rollout))],
  });
}

/** A rollout that is through cannot be stopped; it would only keep the next one from beginning. */
function nothingToStop({ nodes }: Rollout): readonly Reason[] {
  if (nodes.some(({ state }) => state === "waiting")) return [];
  const isKnown = nodes.length > 0 && nodes.every(({ state }) => state !== "unknown");
  return [isKnown ? reason("rollout-through") : reason("rollout-unknown")];
}

function goesOn(object: string, waiting: readonly string[]): readonly Reason[] {
  return waiting.length > 0 ? [reason("calico-node-restarts", { object, count: waiting.length })] : [];
}
