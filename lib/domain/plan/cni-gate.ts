import type { ClusterView } from "../cluster-view.ts";
import { readCniConfig } from "../cni-config.ts";
import { editCniConfig } from "../cni-edit.ts";
import { isSupported } from "../cni-gate.ts";
import { type Reason, reason } from "../reason.ts";
import { RESTARTED_AT } from "../rollout.ts";
import { type CalicoDaemonSetRecord, type ConfigMapRecord, FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { workloadOf } from "../workload.ts";
import { type Planned, planned, type Refusal, refused, type Step } from "./plan.ts";
import { nest } from "./steps.ts";

export type CniGateIntent = { readonly enabled: boolean; readonly restart: boolean };

/**
 * Plans to open or close the CNI gate: the flag in the ConfigMap, and the restart by which each node takes it over.
 *
 * Running pods are not touched either way. Closing it keeps every pod with a claim from starting again, so those are listed.
 *
 * @param now RFC 3339: what the restart is marked with.
 */
export function planSetCniGate(view: ClusterView, { enabled, restart }: CniGateIntent, now: string): Planned {
  const { installation, cniGate } = view;
  const { configMap, key } = cniGate;
  const support = isSupported(installation);
  if (support.reason) return refused(no("cluster-unsupported", support.reason));
  if (!configMap || key === null) return refused(no("cni-config-invalid", cniGate.problem ?? reason("cni-config-not-found")));
  const elsewhere = configuredElsewhere(installation.daemonSet);
  if (elsewhere) return refused(no("cni-config-invalid", elsewhere));
  const text = configMap.data[key];
  if (text === undefined) return refused(no("cni-config-invalid", cniGate.problem ?? reason("cni-config-not-found")));
  const edit = editCniConfig(text, enabled);
  if (edit.kind === "refused") return refused(no("cni-config-invalid", edit.reason));

  const editSteps = edit.kind === "edited" ? [editStep(configMap, key, edit.text, enabled)] : [];
  const stale = cniGate.installedOn.filter(({ installed }) => installed !== true).map(({ node }) => node);
  const needsRestart = editSteps.length > 0 || stale.length > 0;
  const restartSteps = restart && needsRestart && installation.daemonSet ? [restartStep(installation.daemonSet, now)] : [];
  const steps = [...editSteps, ...restartSteps];
  return planned({
    steps,
    warnings: [
      ...(enabled ? [] : couldNotStart(view)),
      ...misplaced(text),
      ...(installation.daemonSet ? restartWarnings(installation.daemonSet, restartSteps) : []),
      ...(needsRestart && !restart ? [reason("restart-needed", { nodes: cniGate.installedOn.map(({ node }) => node) })] : []),
      ...(enabled && view.felix.gateByDefault().value === "Disabled" ? [reason("felix-gate-still-closed")] : []),
    ],
    blockers: [
      ...(steps.length === 0 ? [reason("nothing-to-change")] : []),
      ...(restart && needsRestart && !installation.daemonSet ? [reason("calico-node-not-found")] : []),
      // What cannot be read now may have been edited since.
      ...(cniGate.enabled === null && cniGate.problem?.code.startsWith("source-") ? [cniGate.problem] : []),
    ],
  });
}

function no(code: Refusal["code"], why: Reason): Refusal {
  return { code, pointer: "/action", reason: why };
}

/** `install-cni` prefers a file over the variable, and the variable may be something else than the ConfigMap's key. */
function configuredElsewhere(daemonSet: CalicoDaemonSetRecord | null): Reason | null {
  const env = daemonSet?.initContainers.find(({ name }) => name === "install-cni")?.env ?? [];
  if (env.some(({ name }) => name === "CNI_NETWORK_CONFIG_FILE"))
    return reason("cni-config-elsewhere", { variable: "CNI_NETWORK_CONFIG_FILE" });
  const variable = env.find(({ name }) => name === "CNI_NETWORK_CONFIG");
  return variable && !variable.configMapKey ? reason("cni-config-elsewhere", { variable: "CNI_NETWORK_CONFIG" }) : null;
}

function editStep({ namespace, name, resourceVersion, data }: ConfigMapRecord, key: string, text: string, enabled: boolean): Step {
  return {
    what: reason("step-cni-flag", { enabled, object: `${namespace}/${name}`, key }),
    object: { apiVersion: "v1", kind: "ConfigMap", namespace, name, uid: null, resourceVersion },
    verb: "patch",
    patch: { data: { [key]: text } },
    was: { data: { [key]: data[key] ?? null } },
  };
}

/** As `kubectl rollout restart` does it: the kubelet starts `install-cni` only with a new pod. */
function restartStep({ namespace, name, uid, resourceVersion, desired, templateAnnotations }: CalicoDaemonSetRecord, now: string): Step {
  const at = (time: string | null) => nest(["spec", "template", "metadata", "annotations", RESTARTED_AT], time);
  return {
    what: reason("step-restart", { object: `${namespace}/${name}`, count: desired }),
    object: { apiVersion: "apps/v1", kind: "DaemonSet", namespace, name, uid, resourceVersion },
    verb: "patch",
    patch: at(now),
    was: at(templateAnnotations[RESTARTED_AT] ?? null),
  };
}

function restartWarnings({ namespace, name, desired, updateStrategy }: CalicoDaemonSetRecord, steps: readonly Step[]): readonly Reason[] {
  const facts = { object: `${namespace}/${name}`, count: desired };
  if (steps.length === 0) return [];
  return [reason(updateStrategy === "OnDelete" ? "calico-node-on-delete" : "calico-node-restarts", facts)];
}

/** Every value but a removed key is refused while the flag is off, `[]` included. */
function couldNotStart(view: ClusterView): readonly Reason[] {
  const names = new Set<string>();
  for (const { pod } of view.pods.values()) {
    if (pod.hostNetwork || pod.annotations[FLOATING_IPS_ANNOTATION] === undefined) continue;
    const owner = workloadOf(view.snapshot, pod);
    names.add(owner ? `${owner.kind} ${pod.namespace}/${owner.name}` : `Pod ${pod.namespace}/${pod.name}`);
  }
  for (const { kind, namespace, name, controller, templateFloatingIps, templateHostNetwork } of view.snapshot.workloads.values()) {
    if (templateFloatingIps !== null && controller === null && !templateHostNetwork) names.add(`${kind} ${namespace}/${name}`);
  }
  const targets = [...names].toSorted();
  return targets.length > 0 ? [reason("could-not-start", { targets, count: targets.length })] : [];
}

function misplaced(text: string): readonly Reason[] {
  const config = readCniConfig(text);
  return config.ok && config.misplaced.length > 0 ? [reason("cni-flag-misplaced", { places: config.misplaced })] : [];
}
