"use client";

import { ProblemError } from "#lib/client/http.ts";
import type { Explained } from "#lib/contract/common.ts";
import { usePlanSentence } from "./sentence.ts";

export type FieldRefusal = {
  readonly pointer: string;
  readonly code: string | null;
  readonly text: string;
  /** What would make it possible. */
  readonly remedy: Explained | null;
};

/**
 * Why no plan was made, field by field, in the reader's language.
 *
 * `pointer` is a JSON pointer into the intent, as `/ips/1`. Empty where the problem is with no field.
 */
export function useRefusals(error: Error | null): readonly FieldRefusal[] {
  const sentence = usePlanSentence();
  if (!(error instanceof ProblemError)) return [];
  return (error.problem.errors ?? []).map(({ pointer, code, facts, detail, refusal, remedy }) => ({
    pointer: pointer.replace(/^#/, ""),
    code: refusal ?? error.problem.code,
    text: sentence({ code: code ?? null, facts: facts ?? {}, text: detail }),
    remedy: remedy ?? null,
  }));
}

/** Those of one field and of what is within it. */
export function refusalsAt(refusals: readonly FieldRefusal[], pointer: string): readonly FieldRefusal[] {
  return refusals.filter((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`));
}
