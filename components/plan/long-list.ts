import type { Sentence } from "#components/layout/words.tsx";

/** What fits into a sentence that is still read. */
const MAX_NAMED = 6;

/**
 * A sentence that names many shortens its list; who it left out is said apart.
 *
 * @param more Says how many more there are.
 * @returns `all` holds every name of the list that was shortened; it is empty where none was.
 */
export function shorten(
  sentence: Sentence,
  more: (count: number) => string,
): { readonly sentence: Sentence; readonly all: readonly string[] } {
  const long = Object.entries(sentence.facts).find(([, fact]) => Array.isArray(fact) && fact.length > MAX_NAMED + 1);
  if (!long) return { sentence, all: [] };
  const [name, all] = [long[0], long[1] as readonly string[]];
  const named = [...all.slice(0, MAX_NAMED), more(all.length - MAX_NAMED)];
  return { sentence: { ...sentence, facts: { ...sentence.facts, [name]: named } }, all };
}
