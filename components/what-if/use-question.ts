"use client";

import { parseAsArrayOf, parseAsString, useQueryStates } from "nuqs";
import type { WhatIf } from "#lib/contract/questions.ts";

const names = parseAsArrayOf(parseAsString).withDefault([]);

export const PARTS = ["node", "pod", "close", "open"] as const;
export type Part = (typeof PARTS)[number];

/** The question stands in the URL, so that a link asks it again. */
export function useQuestion() {
  const [values, set] = useQueryStates({ node: names, pod: names, open: names, close: names }, { history: "replace", shallow: true });
  const write = (part: Part, next: readonly string[]) => void set({ [part]: next.length === 0 ? null : [...next] });
  return {
    values,
    isAsked: PARTS.some((part) => values[part].length > 0),
    add(part: Part, name: string) {
      if (name !== "" && !values[part].includes(name)) write(part, [...values[part], name]);
    },
    remove: (part: Part, name: string) =>
      write(
        part,
        values[part].filter((held) => held !== name),
      ),
    clear: () => void set(null),
  };
}

export function bodyOf({ node, pod, open, close }: Readonly<Record<Part, readonly string[]>>): Pick<WhatIf, "remove" | "gates"> {
  const pods = pod.flatMap((text) => {
    const [namespace, name] = text.split("/");
    return namespace && name ? [{ kind: "pod" as const, namespace, name }] : [];
  });
  const felix = [
    ...open.map((name) => ({ node: name, value: "Enabled" as const })),
    ...close.map((name) => ({ node: name, value: "Disabled" as const })),
  ];
  return { remove: [...node.map((name) => ({ kind: "node" as const, name })), ...pods], gates: felix.length > 0 ? { felix } : {} };
}
