import type { PlanObject } from "#lib/contract/plans.ts";

/** `Pod payments/gw-0`, as people name it. */
export function objectName({ kind, namespace, name }: Pick<PlanObject, "kind" | "namespace" | "name">): string {
  return `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
}
