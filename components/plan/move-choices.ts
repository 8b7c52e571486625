import type { FloatingIp } from "#lib/contract/floating-ips.ts";

/** A pod that an address may be moved to, as the form lists it. */
export type MoveChoice = {
  /** `namespace/name`. */
  readonly pod: string;
  readonly node: string | null;
  readonly podIp: string | null;
  readonly ready: boolean;
  /** From 0 in the order of its node; 0 is the backend there. */
  readonly rank: number;
  /** It has the address already, and nobody else does. */
  readonly isOnlyBackend: boolean;
};

/** Every pod that claims the address and counts: node by node, in the order in which Felix would take them. */
export function moveChoices({ nodes, backends }: Pick<FloatingIp, "nodes" | "backends">): readonly MoveChoice[] {
  return nodes.flatMap(({ node, backend, standbys }) =>
    [...(backend ? [backend] : []), ...standbys].map((pod, at) => ({
      pod: `${pod.namespace}/${pod.name}`,
      node: pod.node ?? node,
      podIp: pod.podIp,
      ready: pod.ready,
      rank: backend ? at : at + 1,
      isOnlyBackend: backends.length === 1 && backends[0]?.uid === pod.uid,
    })),
  );
}

/** Reads what was typed; `null` where it names no pod. */
export function podOf(text: string): { readonly namespace: string; readonly name: string } | null {
  const [namespace = "", name = "", ...rest] = text.trim().split("/");
  return namespace !== "" && name !== "" && rest.length === 0 ? { namespace, name } : null;
}
