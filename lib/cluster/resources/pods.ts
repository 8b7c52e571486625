import "server-only";
import { z } from "zod";
import {
  type CalicoNodePodRecord,
  FLOATING_IPS_ANNOTATION,
  POD_ANNOTATIONS,
  type PodAddressRecord,
  type PodAnnotation,
  type PodAnnotations,
  type PodRecord,
} from "#lib/domain/snapshot.ts";
import type { Decoded, Kind } from "../kind.ts";
import { isCalicoNamespace } from "./calico-places.ts";
import { controllerOf, count, flag, intern, internNullable, lax, laxList, managedFields, metadata, ownerReferences, text } from "./raw.ts";

const UNREACHABLE_TAINT = "node.kubernetes.io/unreachable";
const CALICO_NODE_APPS = ["calico-node", "canal"];
/** As field sets name the annotation. */
const CLAIM_FIELD = ["f:metadata", "f:annotations", `f:${FLOATING_IPS_ANNOTATION}`];
const NO_IPS: readonly string[] = Object.freeze([]);

const terminated = lax(z.object({ exitCode: count, finishedAt: text, reason: text, message: text }));
const annotationFields = Object.fromEntries(POD_ANNOTATIONS.map((name) => [name, text])) as Record<PodAnnotation, typeof text>;

/** What is read of every Pod. Thousands of them neither claim nor explain an address, so this stays short. */
const Pod = z.object({
  metadata: z.object({
    ...metadata,
    creationTimestamp: text,
    deletionTimestamp: text,
    annotations: lax(z.object(annotationFields)),
    labels: lax(z.object({ "k8s-app": text })),
  }),
  spec: lax(z.object({ nodeName: text, hostNetwork: flag })),
  status: lax(z.object({ phase: text, podIP: text, podIPs: laxList(z.object({ ip: z.string() })) })),
});
type Pod = z.output<typeof Pod>;

/** What is read besides, of the few that claim or run Calico. */
const PodDetails = z.object({
  metadata: z.object({
    ownerReferences,
    managedFields,
    labels: lax(z.object({ "pod-template-hash": text, "controller-revision-hash": text, "pod-template-generation": text })),
  }),
  spec: lax(
    z.object({ tolerations: laxList(z.object({ key: text, operator: text, value: text, effect: text, tolerationSeconds: count })) }),
  ),
  status: lax(
    z.object({
      reason: text,
      conditions: laxList(z.object({ type: z.string(), status: text, reason: text, message: text, lastTransitionTime: text })),
      initContainerStatuses: laxList(
        z.object({
          name: z.string(),
          state: lax(z.object({ waiting: lax(z.object({ reason: text, message: text })), running: lax(z.object({})), terminated })),
          lastState: lax(z.object({ terminated })),
        }),
      ),
    }),
  ),
});
type PodDetails = z.output<typeof PodDetails>;

export const pods: Kind = {
  resource: "pods",
  group: "",
  version: "v1",
  scope: "namespaced",
  isLarge: true,
  fieldSelector: null,
  collections: ["pods", "podAddresses", "calicoNodePods"],
  decode: decodePod,
};

/**
 * A Pod with all that a plan needs of it, whether it claims anything or not.
 *
 * @throws {import("zod").ZodError} When even its metadata cannot be read.
 */
export function readPod(object: unknown): PodRecord {
  return podRecordOf(Pod.parse(object), PodDetails.parse(object));
}

function decodePod(object: unknown): Decoded {
  const pod = Pod.parse(object);
  const claims = typeof pod.metadata.annotations?.[FLOATING_IPS_ANNOTATION] === "string";
  const runsCalico = isCalicoNamespace(pod.metadata.namespace) && CALICO_NODE_APPS.includes(pod.metadata.labels?.["k8s-app"] ?? "");
  if (!claims && !runsCalico) return { podAddresses: podAddressOf(pod) };

  const details = PodDetails.parse(object);
  return {
    ...(claims ? { pods: podRecordOf(pod, details) } : { podAddresses: podAddressOf(pod) }),
    ...(runsCalico && { calicoNodePods: calicoNodePodOf(pod, details) }),
  };
}

function podAddressOf(pod: Pod): PodAddressRecord {
  const isFinished = pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
  return {
    uid: pod.metadata.uid,
    namespace: intern(pod.metadata.namespace),
    name: pod.metadata.name,
    node: internNullable(pod.spec?.nodeName),
    ips: pod.spec?.hostNetwork || isFinished ? NO_IPS : podIpsOf(pod),
  };
}

function podRecordOf(pod: Pod, details: PodDetails): PodRecord {
  const { labels } = details.metadata;
  return {
    uid: pod.metadata.uid,
    namespace: intern(pod.metadata.namespace),
    name: pod.metadata.name,
    resourceVersion: pod.metadata.resourceVersion,
    node: internNullable(pod.spec?.nodeName),
    hostNetwork: pod.spec?.hostNetwork ?? false,
    phase: intern(pod.status?.phase ?? ""),
    createdAt: pod.metadata.creationTimestamp ?? null,
    deletionTimestamp: pod.metadata.deletionTimestamp ?? null,
    statusPodIps: podIpsOf(pod),
    annotations: annotationsOf(pod),
    ...readinessOf(details),
    controller: controllerOf(details.metadata.ownerReferences),
    unreachableTolerationSeconds: unreachableTolerationSecondsOf(details),
    disruption: disruptionOf(details),
    statusReason: internNullable(details.status?.reason),
    templateHash: internNullable(labels?.["pod-template-hash"] ?? labels?.["controller-revision-hash"]),
    ...claimManagerOf(details),
  };
}

function calicoNodePodOf(pod: Pod, details: PodDetails): CalicoNodePodRecord {
  return {
    uid: pod.metadata.uid,
    namespace: intern(pod.metadata.namespace),
    name: pod.metadata.name,
    node: internNullable(pod.spec?.nodeName),
    createdAt: pod.metadata.creationTimestamp ?? null,
    deletionTimestamp: pod.metadata.deletionTimestamp ?? null,
    ready: readinessOf(details).ready,
    templateGeneration: details.metadata.labels?.["pod-template-generation"] ?? null,
    installCni: installCniOf(details),
  };
}

function podIpsOf(pod: Pod): readonly string[] {
  const listed = pod.status?.podIPs ?? [];
  if (listed.length > 0) return listed.map(({ ip }) => ip);
  return pod.status?.podIP ? [pod.status.podIP] : NO_IPS;
}

function annotationsOf(pod: Pod): PodAnnotations {
  const annotations = pod.metadata.annotations ?? {};
  return Object.fromEntries(Object.entries(annotations).filter(([, value]) => typeof value === "string")) as PodAnnotations;
}

/** The condition is set before the pod is ended, and set to False again when that came to nothing. */
function disruptionOf(details: PodDetails): PodRecord["disruption"] {
  const condition = details.status?.conditions.find(({ type, status }) => type === "DisruptionTarget" && status === "True");
  if (!condition) return null;
  return { reason: intern(condition.reason ?? ""), message: condition.message ?? null, at: condition.lastTransitionTime ?? null };
}

function claimManagerOf({ metadata }: PodDetails): Pick<PodRecord, "claimManager" | "claimManagedAt"> {
  const owners = metadata.managedFields.filter(({ fieldsV1 }) => fieldAt(fieldsV1, CLAIM_FIELD) !== undefined);
  const last = owners.toSorted((a, b) => ((a.time ?? "") < (b.time ?? "") ? 1 : -1))[0];
  return { claimManager: internNullable(last?.manager), claimManagedAt: last?.time ?? null };
}

function fieldAt(fields: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined), fields);
}

function readinessOf(details: PodDetails) {
  const ready = details.status?.conditions.find((condition) => condition.type === "Ready");
  return { ready: ready?.status === "True", readySince: ready?.lastTransitionTime ?? null };
}

/**
 * How long the taint manager leaves a pod on a node that is gone.
 *
 * @returns Seconds; 0 when it tolerates nothing, `null` for ever.
 * @see kubernetes/kubernetes v1.36 pkg/controller/tainteviction/taint_eviction.go, `GetMinTolerationTime`
 */
function unreachableTolerationSecondsOf(details: PodDetails): number | null {
  const matching = (details.spec?.tolerations ?? []).filter((toleration) => {
    if (toleration.effect && toleration.effect !== "NoExecute") return false;
    if (!toleration.key) return toleration.operator === "Exists";
    return toleration.key === UNREACHABLE_TAINT && (toleration.operator === "Exists" || !toleration.value);
  });
  if (matching.length === 0) return 0;
  const seconds = matching.flatMap(({ tolerationSeconds }) =>
    typeof tolerationSeconds === "number" ? [Math.max(0, tolerationSeconds)] : [],
  );
  return seconds.length > 0 ? Math.min(...seconds) : null;
}

function installCniOf(details: PodDetails): CalicoNodePodRecord["installCni"] {
  const container = details.status?.initContainerStatuses.find(({ name }) => name === "install-cni");
  if (!container?.state) return null;
  const { waiting, running, terminated } = container.state;
  if (running) return { state: "running", finishedAt: null, message: null };
  // Between two crashes it waits; what it says then is how the last run ended.
  const ended = terminated ?? (waiting ? container.lastState?.terminated : null);
  if (ended) {
    return {
      state: ended.exitCode === 0 ? "finished" : "failed",
      finishedAt: ended.finishedAt ?? null,
      message: ended.message ?? (ended.exitCode === 0 ? null : (ended.reason ?? null)),
    };
  }
  return waiting ? { state: "waiting", finishedAt: null, message: waiting.message ?? waiting.reason ?? null } : null;
}
