import "server-only";
import { z } from "zod";
import { deployerOf } from "#lib/domain/plan/git-ops.ts";
import { type CalicoDaemonSetRecord, FLOATING_IPS_ANNOTATION, type WorkloadRecord } from "#lib/domain/snapshot.ts";
import type { Kind } from "../kind.ts";
import { isCalicoNamespace } from "./calico-places.ts";
import { container, containerOf } from "./containers.ts";
import { controllerOf, count, flag, intern, internNullable, lax, laxList, metadata, ownerReferences, text, textMap } from "./raw.ts";

const CALICO_DAEMON_SETS = ["calico-node", "canal"];

const annotations = lax(z.object({ [FLOATING_IPS_ANNOTATION]: text }));
const template = lax(z.object({ metadata: lax(z.object({ annotations })), spec: lax(z.object({ hostNetwork: flag })) }));
const strategy = lax(z.object({ type: text }));

const Workload = z.object({
  metadata: z.object({ ...metadata, generation: count, deletionTimestamp: text, annotations: textMap, labels: textMap, ownerReferences }),
  spec: lax(
    z.object({
      replicas: count,
      parallelism: count,
      template,
      jobTemplate: lax(z.object({ spec: lax(z.object({ template })) })),
      strategy,
      updateStrategy: strategy,
      paused: flag,
    }),
  ),
  status: lax(
    z.object({ replicas: count, desiredNumberScheduled: count, currentNumberScheduled: count, active: count, updateRevision: text }),
  ),
});
type Workload = z.output<typeof Workload>;

const CalicoDaemonSet = z.object({
  metadata: z.object({ ...metadata, generation: count, annotations: textMap, ownerReferences }),
  spec: lax(
    z.object({
      updateStrategy: strategy,
      template: lax(
        z.object({
          metadata: lax(z.object({ annotations: textMap })),
          spec: lax(z.object({ containers: laxList(container), initContainers: laxList(container) })),
        }),
      ),
    }),
  ),
  status: lax(
    z.object({ observedGeneration: count, desiredNumberScheduled: count, updatedNumberScheduled: count, numberAvailable: count }),
  ),
});

export const deployments = workload("apps", "deployments", "Deployment");
export const statefulSets = workload("apps", "statefulsets", "StatefulSet");
export const replicaSets: Kind = { ...workload("apps", "replicasets", "ReplicaSet"), isLarge: true };
export const jobs = workload("batch", "jobs", "Job");
export const cronJobs = workload("batch", "cronjobs", "CronJob");
export const daemonSets: Kind = {
  ...workload("apps", "daemonsets", "DaemonSet"),
  collections: ["workloads", "daemonSets"],
  decode(object) {
    const workload = Workload.parse(object);
    const { name, namespace } = workload.metadata;
    const isCalico = isCalicoNamespace(namespace) && CALICO_DAEMON_SETS.includes(name);
    return {
      workloads: workloadOf("DaemonSet", workload),
      ...(isCalico && { daemonSets: calicoDaemonSetOf(CalicoDaemonSet.parse(object)) }),
    };
  },
};

function workload(group: string, resource: string, kind: string): Kind {
  return {
    resource,
    group,
    version: "v1",
    scope: "namespaced",
    isLarge: false,
    fieldSelector: null,
    collections: ["workloads"],
    decode(object) {
      const workload = Workload.parse(object);
      return isRetired(kind, workload) ? {} : { workloads: workloadOf(kind, workload) };
    },
  };
}

/** A Deployment keeps up to ten ReplicaSets of its past. They have no pods and explain nothing. */
function isRetired(kind: string, { metadata, spec, status }: Workload): boolean {
  return (
    kind === "ReplicaSet" && spec?.replicas === 0 && !status?.replicas && metadata.ownerReferences.some(({ controller }) => controller)
  );
}

function workloadOf(kind: string, { metadata, spec, status }: Workload): WorkloadRecord {
  const podTemplate = spec?.template ?? spec?.jobTemplate?.spec?.template;
  return {
    uid: metadata.uid,
    kind,
    namespace: intern(metadata.namespace),
    name: metadata.name,
    resourceVersion: metadata.resourceVersion,
    controller: controllerOf(metadata.ownerReferences),
    desired: spec?.replicas ?? spec?.parallelism ?? status?.desiredNumberScheduled ?? null,
    current: status?.replicas ?? status?.currentNumberScheduled ?? status?.active ?? (kind === "CronJob" ? null : 0),
    ownFloatingIps: metadata.annotations?.[FLOATING_IPS_ANNOTATION] ?? null,
    templateFloatingIps: podTemplate?.metadata?.annotations?.[FLOATING_IPS_ANNOTATION] ?? null,
    templateHostNetwork: podTemplate?.spec?.hostNetwork ?? false,
    generation: metadata.generation ?? 0,
    deletionTimestamp: metadata.deletionTimestamp ?? null,
    updateRevision: status?.updateRevision ?? null,
    updateStrategy: internNullable(spec?.strategy?.type ?? spec?.updateStrategy?.type),
    paused: spec?.paused ?? false,
    deployer: deployerOf(metadata),
  };
}

function calicoDaemonSetOf({ metadata, spec, status }: z.output<typeof CalicoDaemonSet>): CalicoDaemonSetRecord {
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    generation: metadata.generation ?? 0,
    observedGeneration: status?.observedGeneration ?? 0,
    desired: status?.desiredNumberScheduled ?? 0,
    updated: status?.updatedNumberScheduled ?? 0,
    available: status?.numberAvailable ?? 0,
    templateGeneration: metadata.annotations?.["deprecated.daemonset.template.generation"] ?? null,
    updateStrategy: internNullable(spec?.updateStrategy?.type),
    templateAnnotations: spec?.template?.metadata?.annotations ?? {},
    ownerKinds: metadata.ownerReferences.map(({ kind }) => kind),
    containers: (spec?.template?.spec?.containers ?? []).map(containerOf),
    initContainers: (spec?.template?.spec?.initContainers ?? []).map(containerOf),
  };
}
