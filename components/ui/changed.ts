/** Something that is shown under a key, and how it stands. */
export type Standing = { readonly key: string; readonly state: string };

/** Until when what changed is marked, in milliseconds since the epoch. */
export type Marks = ReadonlyMap<string, number>;

/**
 * Marks what came or changed since the last answer. Marks of earlier answers stay until their own time.
 *
 * @param before `null`: what was there when the page opened is no change.
 */
export function marked(marks: Marks, before: ReadonlyMap<string, string> | null, items: readonly Standing[], until: number): Marks {
  if (before === null) return marks;
  const fresh = items.filter(({ key, state }) => before.get(key) !== state);
  return fresh.length === 0 ? marks : new Map([...marks, ...fresh.map(({ key }) => [key, until] as const)]);
}

/** The marks that still stand; the very same where none has ended. */
export function unended(marks: Marks, now: number): Marks {
  const left = [...marks].filter(([, until]) => until > now);
  return left.length === marks.size ? marks : new Map(left);
}
