import { reason } from "../reason.ts";
import type { PodRecord } from "../snapshot.ts";
import type { Consequence } from "./plan.ts";

/**
 * What a move comes to where templates let go as well and their pods are made anew: the address is sure all the way, because
 * those pods come back without the claim. A standby among them is one no more.
 *
 * @param reached By the running pods alone. @param rolled What is told of any address whose pods are made anew.
 * @param stay Who else claims it when the running pods are patched.
 */
export function lastingMove(reached: Consequence, rolled: Consequence | undefined, to: PodRecord, stay: readonly PodRecord[]): Consequence {
  const { ip, after } = reached;
  if (!rolled?.rollout || after === null) return reached;
  const { replaced } = rolled.rollout;
  const left = stay.filter((pod) => !replaced.some((one) => one.namespace === pod.namespace && one.name === pod.name));
  const facts = { ip, pod: `${to.namespace}/${to.name}`, count: left.length };
  return {
    ...reached,
    after: { ...after, standbyCount: left.length },
    rollout: { patched: after, replaced, during: reason("rollout-keeps", facts), after: reason("rollout-after-kept", facts) },
  };
}
