import { apiVersionOf, isMap, type JsonMap, type KubeObject, type Resource } from "./objects.ts";
import { badRequest, invalid } from "./status.ts";

/** What the API server fills in and refuses, as far as clients of this one notice. */

const TOLERATED = ["not-ready", "unreachable"].map((condition) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: 300,
}));
const POD_SPEC = {
  restartPolicy: "Always",
  terminationGracePeriodSeconds: 30,
  dnsPolicy: "ClusterFirst",
  schedulerName: "default-scheduler",
  enableServiceLinks: true,
};

const ROLLING = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } };
const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

/** How often the template of a DaemonSet changed: its controller labels each pod with it. Nobody else sets it. */
export function withTemplateGeneration(before: KubeObject | null, after: KubeObject): KubeObject {
  if (after.kind !== "DaemonSet") return after;
  const present = Number(before?.metadata.annotations?.[TEMPLATE_GENERATION] ?? 1);
  const template = (object: KubeObject) => JSON.stringify(sorted(partOf(object, "spec")["template"] ?? null));
  const isSame = before === null || template(before) === template(after);
  const annotations = { ...after.metadata.annotations, [TEMPLATE_GENERATION]: String(isSame ? present : present + 1) };
  return { ...after, metadata: { ...after.metadata, annotations } };
}

export function withDefaults({ kind }: Resource, object: KubeObject): KubeObject {
  const spec = partOf(object, "spec");
  const status = partOf(object, "status");
  if (kind === "Pod") {
    const present = Array.isArray(spec["tolerations"]) ? spec["tolerations"] : [];
    const missing = TOLERATED.filter(({ key }) => !present.some((toleration) => isMap(toleration) && toleration["key"] === key));
    return {
      ...object,
      spec: { ...POD_SPEC, ...spec, tolerations: [...present, ...missing] },
      status: { phase: "Pending", qosClass: "BestEffort", ...status },
    };
  }
  if (kind === "Namespace") {
    const labels = { ...object.metadata.labels, "kubernetes.io/metadata.name": object.metadata.name };
    return {
      ...object,
      metadata: { ...object.metadata, labels },
      spec: { finalizers: ["kubernetes"], ...spec },
      status: { phase: "Active", ...status },
    };
  }
  if (kind === "DaemonSet") return withTemplateGeneration(null, { ...object, spec: { updateStrategy: ROLLING, ...spec }, status });
  if (["Deployment", "ReplicaSet", "StatefulSet"].includes(kind)) return { ...object, spec: { replicas: 1, ...spec }, status };
  return object;
}

/** @throws {StatusError} 400 or 422 for an object that is not what the path says. */
export function checkObject(resource: Resource, namespace: string, object: KubeObject): void {
  const { kind, apiVersion, metadata } = object;
  if ((kind && kind !== resource.kind) || (apiVersion && apiVersion !== apiVersionOf(resource))) {
    throw badRequest(`${kind} in version "${apiVersion}" cannot be handled as a ${resource.kind}`);
  }
  if (resource.namespaced && metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (!metadata.name && !metadata.generateName) {
    const message = "Required value: name or generateName is required";
    throw invalid(resource.kind, "", { reason: "FieldValueRequired", message, field: "metadata.name" });
  }
  const containers = partOf(object, "spec")["containers"];
  if (resource.kind === "Pod" && !(Array.isArray(containers) && containers.length > 0)) {
    const cause = { reason: "FieldValueRequired", message: "Required value", field: "spec.containers" };
    throw invalid("Pod", metadata.name, cause);
  }
}

const FIXED =
  "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/** @throws {StatusError} 422 when a write changes what is fixed in a pod that exists. */
export function checkFixed({ kind }: Resource, before: KubeObject, after: KubeObject): void {
  if (kind !== "Pod") return;
  const fixed = (pod: KubeObject) => {
    const { containers, initContainers, activeDeadlineSeconds: _, tolerations: __, ...rest } = partOf(pod, "spec");
    return JSON.stringify(sorted({ ...rest, containers: imageless(containers), initContainers: imageless(initContainers) }));
  };
  if (fixed(before) !== fixed(after)) {
    throw invalid("Pod", before.metadata.name, { reason: "FieldValueForbidden", message: FIXED, field: "spec" });
  }
}

function imageless(containers: unknown): unknown {
  return Array.isArray(containers) ? containers.map((container) => (isMap(container) ? { ...container, image: null } : container)) : null;
}

/** A part of an object that is a map; empty where there is none. */
export function partOf(object: KubeObject, part: "spec" | "status"): JsonMap {
  const value = object[part];
  return isMap(value) ? value : {};
}

/** The same value with all keys in order, so that two can be compared as text. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  );
}
