"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { TargetName } from "#lib/client/targets.ts";
import { TARGET_KINDS, type TargetKind } from "#lib/contract/targets.ts";

export const GUARD_MODES = ["off", "audit", "deny"] as const;

const PLACES = {
  /** A pod, `namespace/name`; empty while none is chosen. */
  move: parseAsString,
  /** `Kind/namespace/name`. */
  mend: parseAsString,
  gate: parseAsStringLiteral(["cni", "felix"] as const),
  /** Of the Felix gate: one node, else all. */
  node: parseAsString,
  guard: parseAsStringLiteral(GUARD_MODES),
  /** Of calico-node. */
  rollout: parseAsStringLiteral(["stop", "resume"] as const),
  /** CIDRs to hold, with commas; empty while none is chosen. */
  reserve: parseAsString,
  /** CIDRs to let go of, of the reservation `held`. */
  release: parseAsString,
  held: parseAsString,
};
const CLOSED = { move: null, mend: null, gate: null, node: null, guard: null, rollout: null, reserve: null, release: null, held: null };

/** Which form is open over a page stands in the URL, so that a link opens it. */
export function useWritePlace() {
  const [place, set] = useQueryStates(PLACES, { history: "replace", shallow: true });
  return { place, open: (next: Partial<typeof place>) => void set({ ...CLOSED, ...next }), close: () => void set(CLOSED) };
}

export function targetOf(text: string): TargetName | null {
  const [kind = "", namespace = "", name = "", ...rest] = text.split("/");
  const isKind = (TARGET_KINDS as readonly string[]).includes(kind);
  return isKind && namespace !== "" && name !== "" && rest.length === 0 ? { kind: kind as TargetKind, namespace, name } : null;
}

/** Opens the form that mends a target, as {@link useWritePlace} reads it. */
export function mendQuery({ kind, namespace, name }: TargetName): string {
  return `mend=${encodeURIComponent(`${kind}/${namespace}/${name}`)}`;
}
