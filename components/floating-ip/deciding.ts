/** A pod IP cut where an election was decided: what both share, the character that differs, and what follows it. */
export type Cut = { readonly shared: string; readonly deciding: string; readonly rest: string };

/** How one pod IP compares with another as text. `mine` is null where it ends before the other. */
export type Comparison = { readonly order: "first" | "later" | "same"; readonly mine: string | null; readonly theirs: string | null };

/**
 * Finds the first character by which two pod IPs differ as text, which is all that Felix looks at.
 *
 * Do not compare the numbers: in `10.244.1.10` and `10.244.1.9` it is `1` against `9`.
 *
 * @returns Where either ends first, its character is null, and it comes first.
 */
export function comparePodIps(mine: string, theirs: string): Comparison {
  const at = firstDifference(mine, theirs);
  if (at === null) return { order: "same", mine: null, theirs: null };
  return { order: mine < theirs ? "first" : "later", mine: mine[at] ?? null, theirs: theirs[at] ?? null };
}

/** Cuts a pod IP at the character that decided against the other one; nothing decides where there is none. */
export function cutAt(mine: string, theirs: string | null): Cut {
  const at = theirs === null ? null : firstDifference(mine, theirs);
  if (at === null) return { shared: mine, deciding: "", rest: "" };
  return { shared: mine.slice(0, at), deciding: mine.slice(at, at + 1), rest: mine.slice(at + 1) };
}

function firstDifference(a: string, b: string): number | null {
  if (a === b) return null;
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at += 1) if (a[at] !== b[at]) return at;
  return shorter;
}
