import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import type { WhatIf } from "#lib/contract/questions.ts";

/** A question about one address, as the card asks it and as the page of questions writes it in its URL. */
export type Question = {
  readonly code: "if-pod" | "if-node" | "if-gate-closes" | "if-gate-opens";
  readonly facts: { readonly pod?: string; readonly node?: string };
  readonly body: Pick<WhatIf, "remove" | "gates">;
  readonly search: string;
};

/** More than these of one kind are for the page of questions. */
const MAX_BACKENDS = 2;

/** What is worth asking about an address: the loss of what serves it, and the turn of the gates of its claimants. */
export function questionsAbout({ backends, nodes }: Pick<FloatingIp, "backends" | "nodes">): readonly Question[] {
  const asked = backends.slice(0, MAX_BACKENDS);
  return [
    ...asked.map((pod) => ifPodDies(pod.namespace, pod.name)),
    ...asked.flatMap(({ node }) => (node === null ? [] : [ifNodeIsLost(node)])),
    ...nodes
      .filter(({ felixGate }) => felixGate !== "Unknown")
      .slice(0, MAX_BACKENDS)
      .map(({ node, felixGate }) => ifGateTurns(node, felixGate === "Enabled" ? "Disabled" : "Enabled")),
  ];
}

function ifPodDies(namespace: string, name: string): Question {
  const pod = `${namespace}/${name}`;
  return { code: "if-pod", facts: { pod }, body: { remove: [{ kind: "pod", namespace, name }], gates: {} }, search: searchOf("pod", pod) };
}

function ifNodeIsLost(node: string): Question {
  return { code: "if-node", facts: { node }, body: { remove: [{ kind: "node", name: node }], gates: {} }, search: searchOf("node", node) };
}

function ifGateTurns(node: string, value: "Enabled" | "Disabled"): Question {
  return {
    code: value === "Enabled" ? "if-gate-opens" : "if-gate-closes",
    facts: { node },
    body: { remove: [], gates: { felix: [{ node, value }] } },
    search: searchOf(value === "Enabled" ? "open" : "close", node),
  };
}

function searchOf(name: string, value: string): string {
  return new URLSearchParams({ [name]: value }).toString();
}
