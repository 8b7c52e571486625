import type { ClusterView } from "../cluster-view.ts";
import { type Reason, reason } from "../reason.ts";
import type { Refusal } from "./plan.ts";

/**
 * Whether pods that are made with a claim would start.
 *
 * @returns `refusal` while no node has the CNI gate open; `warning` while some have not, or nobody can tell.
 */
export function checkCniGate({ cniGate }: ClusterView): { readonly refusal: Refusal | null; readonly warning: Reason | null } {
  const { enabled, installedOn } = cniGate;
  const nodesWith = (installed: boolean | null) => installedOn.filter((node) => node.installed === installed).map(({ node }) => node);
  if (enabled === null) return { refusal: null, warning: reason("gate-unknown", {}) };
  const closed = enabled ? nodesWith(false) : nodesWith(true);
  const isClosedEverywhere = !enabled || (installedOn.length > 0 && closed.length === installedOn.length);
  if (isClosedEverywhere) {
    return {
      refusal: { code: "gate-closed", pointer: "/scope", reason: reason("gate-closed", { enabled, nodes: closed }) },
      warning: null,
    };
  }
  if (closed.length > 0) return { refusal: null, warning: reason("gate-closed-on-some", { nodes: closed, count: closed.length }) };
  const unknown = nodesWith(null);
  return { refusal: null, warning: unknown.length > 0 ? reason("gate-unknown-on-some", { nodes: unknown, count: unknown.length }) : null };
}
