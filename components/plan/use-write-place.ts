"use client";

import { parseAsString, useQueryStates } from "nuqs";
import type { TargetName } from "#lib/client/targets.ts";
import { TARGET_KINDS, type TargetKind } from "#lib/contract/targets.ts";

/** Which form is open over a page stands in the URL: `move=` a pod, empty while none is chosen, or `mend=Kind/namespace/name`. */
export function useWritePlace() {
  const [{ move, mend }, set] = useQueryStates({ move: parseAsString, mend: parseAsString }, { history: "replace", shallow: true });
  return {
    move,
    mend: mend === null ? null : targetOf(mend),
    setMove: (to: string) => void set({ move: to }),
    close: () => void set({ move: null, mend: null }),
  };
}

export function targetOf(text: string): TargetName | null {
  const [kind = "", namespace = "", name = "", ...rest] = text.split("/");
  const isKind = (TARGET_KINDS as readonly string[]).includes(kind);
  return isKind && namespace !== "" && name !== "" && rest.length === 0 ? { kind: kind as TargetKind, namespace, name } : null;
}

/** As {@link useWritePlace} reads it. */
export function mendQuery({ kind, namespace, name }: TargetName): string {
  return `mend=${encodeURIComponent(`${kind}/${namespace}/${name}`)}`;
}
