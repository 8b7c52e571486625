/** A JSON merge patch: an object's members are merged, `null` removes, all else replaces. @see https://www.rfc-editor.org/rfc/rfc7396 */
export type MergePatch = { readonly [key: string]: unknown };

/**
 * The patch that takes a merge patch back.
 *
 * @param before The object that the patch was made for.
 * @returns The same leaves with their values before; what was not there is removed.
 */
export function inverseOf(patch: MergePatch, before: unknown): MergePatch {
  return Object.fromEntries(
    Object.entries(patch).map(([key, value]) => {
      const held = memberOf(before, key);
      if (!isObject(value)) return [key, held ?? null];
      // Of a map that was not there only what the patch put into it goes: others may have put in more since.
      return [key, isObject(held) || held === undefined || held === null ? inverseOf(value, held) : held];
    }),
  );
}

/**
 * Whether an object has what a merge patch says, as it does after the patch and until somebody changes it.
 *
 * Members that the patch does not name do not matter.
 */
export function holds(patch: MergePatch, object: unknown): boolean {
  return Object.entries(patch).every(([key, value]) => {
    const held = memberOf(object, key);
    if (value === null) return held === undefined || held === null;
    return isObject(value) ? holds(value, held) : JSON.stringify(value) === JSON.stringify(held);
  });
}

/** Of an object only what a patch names, as it stands there: what a reader has to see, and what the way back needs. */
export function touchedBy(patch: MergePatch, object: unknown): MergePatch {
  const entries = Object.entries(patch).flatMap(([key, value]) => {
    const held = memberOf(object, key);
    if (held === undefined) return [];
    return [[key, isObject(value) && isObject(held) ? touchedBy(value, held) : held] as const];
  });
  return Object.fromEntries(entries);
}

function memberOf(object: unknown, key: string): unknown {
  return isObject(object) && Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is MergePatch {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
