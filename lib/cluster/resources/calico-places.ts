import "server-only";

/** Where calico-node and its configuration live: by manifest, and by operator. */
export const CALICO_NAMESPACES = ["kube-system", "calico-system"] as const;

export function isCalicoNamespace(namespace: string): boolean {
  return namespace === "kube-system" || namespace === "calico-system";
}
