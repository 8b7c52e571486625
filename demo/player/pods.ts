import { isMap, type JsonMap, type KubeObject } from "../api-server/objects.ts";

/** The parts of a Pod that a kubelet looks at. */
export type PodSpec = {
  readonly nodeName?: string;
  readonly hostNetwork?: boolean;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: unknown;
  readonly terminationGracePeriodSeconds?: number;
  readonly tolerations?: readonly { readonly key?: string; readonly operator?: string; readonly tolerationSeconds?: number }[];
  readonly containers: readonly { readonly name: string; readonly image: string }[];
  readonly initContainers?: readonly { readonly name: string; readonly image: string }[];
};

export type PodStatus = {
  readonly phase?: string;
  readonly podIP?: string;
  readonly podIPs?: readonly { readonly ip: string }[];
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  readonly containerStatuses?: readonly JsonMap[];
};

export const specOf = (pod: KubeObject): PodSpec => pod["spec"] as PodSpec;
export const statusOf = (object: KubeObject): PodStatus => (isMap(object["status"]) ? (object["status"] as PodStatus) : {});
export const pathOf = (pod: KubeObject): string => `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
export const isFinal = (pod: KubeObject): boolean => ["Succeeded", "Failed"].includes(statusOf(pod).phase ?? "");
/** Whether CNI gave it an address, and has not taken it back. */
export const hasNetwork = (pod: KubeObject): boolean =>
  Boolean(statusOf(pod).podIP) && !specOf(pod).hostNetwork && pod.metadata.annotations?.["cni.projectcalico.org/podIP"] !== "";
export const isReady = (object: KubeObject): boolean =>
  statusOf(object).conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;

export function condition(type: string, status: boolean | "Unknown", reason: string, now: Date): JsonMap {
  const text = typeof status === "string" ? status : status ? "True" : "False";
  return { type, status: text, reason, lastTransitionTime: timeText(now) };
}

/** `Ready` stands last. */
export function podConditions(ready: boolean, now: Date, why = "ContainersNotReady"): readonly JsonMap[] {
  return [
    condition("PodScheduled", true, "Scheduled", now),
    condition("Initialized", true, "Initialized", now),
    condition("ContainersReady", ready, ready ? "Ready" : why, now),
    condition("Ready", ready, ready ? "Ready" : why, now),
  ];
}

export function timeText(now: Date): string {
  return now.toISOString().replace(/\.\d{3}Z$/, "Z");
}
