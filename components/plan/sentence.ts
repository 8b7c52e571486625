"use client";

import { useSentence } from "#components/layout/words.tsx";

/** Writes what a plan or an action says, in the reader's language. */
export function usePlanSentence() {
  return useSentence("plan", "reasons", "reasons-cluster", "problems");
}
