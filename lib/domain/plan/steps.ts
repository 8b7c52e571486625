import { type Reason, reason } from "../reason.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord, type WorkloadRecord } from "../snapshot.ts";
import type { MergePatch, PlanObject, Step } from "./plan.ts";

/** Where a kind keeps the annotations of the pods that it makes. */
const TEMPLATE_PATH: Readonly<Record<string, readonly string[]>> = {
  CronJob: ["spec", "jobTemplate", "spec", "template", "metadata", "annotations"],
};
const USUAL_PATH = ["spec", "template", "metadata", "annotations"];

/** Patches the claim of a running pod. */
export function podStep(pod: PodRecord, value: string | null, what: Reason): Step {
  const { namespace, name, uid, resourceVersion } = pod;
  const object: PlanObject = { apiVersion: "v1", kind: "Pod", namespace, name, uid, resourceVersion };
  return annotationStep(object, ["metadata", "annotations"], pod.annotations[FLOATING_IPS_ANNOTATION] ?? null, value, what);
}

/** Patches the claim of the pods that a workload will make. */
export function templateStep(workload: WorkloadRecord, value: string | null, what: Reason): Step {
  const { kind, namespace, name, uid, resourceVersion } = workload;
  const apiVersion = kind === "Job" || kind === "CronJob" ? "batch/v1" : "apps/v1";
  const object: PlanObject = { apiVersion, kind, namespace, name, uid, resourceVersion };
  return annotationStep(object, TEMPLATE_PATH[kind] ?? USUAL_PATH, workload.templateFloatingIps, value, what);
}

function annotationStep(object: PlanObject, path: readonly string[], was: string | null, value: string | null, what: Reason): Step {
  const at = (leaf: string | null) => nest([...path, FLOATING_IPS_ANNOTATION], leaf);
  return { what, object, verb: "patch", patch: at(value), was: at(was) };
}

/** @returns `{ a: { b: leaf } }` of `["a", "b"]`. */
export function nest(path: readonly string[], leaf: unknown): MergePatch {
  const [last = ""] = path.slice(-1);
  return path.slice(0, -1).reduceRight<MergePatch>((inner, key) => ({ [key]: inner }), { [last]: leaf });
}

/** What a step that sets or withdraws a claim does, in words. */
export function claimReason(verb: "add" | "remove" | "replace", where: "pod" | "template", object: string, ips: readonly string[]): Reason {
  const done = verb === "replace" && ips.length === 0 ? "clear" : verb;
  return reason(`step-claim-${done}`, { where, object, ips, count: ips.length });
}
