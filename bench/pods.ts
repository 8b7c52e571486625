/** The cluster that the benches read: what it has of pods, of about 11 kB each as a running pod of a service mesh weighs. */

export const NODES = 100;
export const FLOATING_IPS = 200;
const POD_BYTES = 11_000;
const CREATED = "2026-08-29T03:00:00Z";

/** The two claimants of a floating IP share a node: a backend and its standby. */
export const nodeOf = (index: number) => `node-${(isClaimant(index) ? index >> 1 : index) % NODES}`;
export const podIpOf = (index: number) => `10.${16 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
export const floatingIpOf = (owner: number) => `10.99.${owner >> 8}.${owner & 255}`;
/** Claimants come first, two for each floating IP. */
export const isClaimant = (index: number) => index < 2 * FLOATING_IPS;

/** Placeholders of the template: a letter that JSON leaves alone, so that a pod is made without a serializer. */
const MARKS = ["\u0001name", "\u0001uid", "\u0001version", "\u0001node", "\u0001ip"] as const;
const [NAME, UID, VERSION, NODE, IP] = MARKS;

function podObject(fields: { readonly annotations: Record<string, string>; readonly ready: boolean; readonly controller: string | null }) {
  const { annotations, ready, controller } = fields;
  const owner = controller ?? "web-7c9d8f6b54";
  return {
    metadata: {
      name: NAME,
      namespace: "shop",
      uid: UID,
      resourceVersion: VERSION,
      creationTimestamp: CREATED,
      labels: { app: owner, "pod-template-hash": "7c9d8f6b54" },
      annotations: { "cni.projectcalico.org/podIP": `${IP}/32`, "cni.projectcalico.org/podIPs": `${IP}/32`, ...annotations },
      ownerReferences: [
        { apiVersion: "apps/v1", kind: controller ? "StatefulSet" : "ReplicaSet", name: owner, uid: `uid-${owner}`, controller: true },
      ],
      managedFields: [] as unknown[],
    },
    spec: {
      nodeName: NODE,
      serviceAccountName: "default",
      tolerations: [{ key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 }],
      containers: ["app", "proxy"].map(container),
    },
    status: {
      phase: "Running",
      hostIP: "192.168.0.1",
      podIP: IP,
      podIPs: [{ ip: IP }],
      startTime: CREATED,
      conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({
        type,
        status: type === "Ready" && !ready ? "False" : "True",
        lastProbeTime: null,
        lastTransitionTime: CREATED,
      })),
      containerStatuses: ["app", "proxy"].map((name) => ({
        name,
        ready: true,
        restartCount: 0,
        state: { running: { startedAt: CREATED } },
        imageID: `registry.example.org/${name}@sha256:${"0123456789abcdef".repeat(4)}`,
      })),
    },
  };
}

function container(name: string) {
  return {
    name,
    image: `registry.example.org/${name}:1.2.3`,
    env: Array.from({ length: 20 }, (_, index) => ({ name: `SETTING_${index}`, value: `value-${index}` })),
    volumeMounts: [{ name: "kube-api-access", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", readOnly: true }],
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
  };
}

/** Cut at its placeholders: text and index of a placeholder in turn. */
type Template = readonly (string | number)[];

function templateOf(fields: Parameters<typeof podObject>[0]): Template {
  const pod = podObject(fields);
  // The bulk of a real pod's JSON is who wrote which field; it is parsed as everything else, and nobody reads it.
  const fieldsOf = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`f:field-${index}`, { "f:name": {}, "f:value": {} }]));
  const missing = POD_BYTES - JSON.stringify(pod).length;
  const perField = JSON.stringify(fieldsOf(100)).length / 100;
  pod.metadata.managedFields = [
    {
      manager: "kubelet",
      operation: "Update",
      apiVersion: "v1",
      time: CREATED,
      fieldsType: "FieldsV1",
      fieldsV1: fieldsOf(Math.max(0, Math.floor(missing / perField))),
    },
  ];
  const marked = new RegExp(`(${MARKS.map((mark) => JSON.stringify(mark).slice(1, -1).replaceAll("\\", "\\\\")).join("|")})`);
  return JSON.stringify(pod)
    .split(marked)
    .map((part, index) => (index % 2 === 0 ? part : MARKS.findIndex((mark) => JSON.stringify(mark).slice(1, -1) === part)));
}

const plain = templateOf({ annotations: {}, ready: true, controller: null });
const claimants = new Map<string, Template>();

function templateFor(index: number, ready: boolean): Template {
  if (!isClaimant(index)) return plain;
  const owner = index >> 1;
  const key = `${owner} ${ready}`;
  const known = claimants.get(key);
  if (known) return known;
  const annotations = { "cni.projectcalico.org/floatingIPs": JSON.stringify([floatingIpOf(owner)]) };
  const made = templateOf({ annotations, ready, controller: `gw-${owner}` });
  claimants.set(key, made);
  return made;
}

/**
 * A Pod as the API server writes it.
 *
 * @param version What `resourceVersion` says.
 */
export function podJson(index: number, version: number, ready = true): string {
  const name = isClaimant(index) ? `gw-${index >> 1}-${index & 1}` : `web-7c9d8f6b54-${index}`;
  const values = [name, `uid-pod-${index}`, String(version), nodeOf(index), podIpOf(index)];
  let text = "";
  for (const part of templateFor(index, ready)) text += typeof part === "number" ? values[part] : part;
  return text;
}
