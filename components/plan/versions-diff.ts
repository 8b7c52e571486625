import { createTwoFilesPatch } from "diff";
import { stringify } from "yaml";

/** Changes with every write and tells a reader nothing. */
const BOOKKEEPING = new Set(["managedFields", "resourceVersion", "generation"]);

/**
 * What somebody else changed since a plan was made, as a unified diff.
 *
 * @param planned The object as the plan knew it, JSON.
 * @param current The object as it is, JSON; `null` inside where it is gone.
 * @returns `null` where the answer holds no two versions.
 */
export function versionsDiff(planned: unknown, current: unknown): string | null {
  if (typeof planned !== "string" || typeof current !== "string") return null;
  const [before, after] = [asYaml(planned), asYaml(current)];
  if (before === null || after === null) return null;
  const patch = createTwoFilesPatch("planned", "current", before, after, "", "", { context: 2 });
  return patch.includes("@@") ? patch.slice(patch.indexOf("@@")) : "";
}

function asYaml(json: string): string | null {
  try {
    const value: unknown = JSON.parse(json, (key, inner: unknown) => (BOOKKEEPING.has(key) ? undefined : inner));
    return value === null ? "" : stringify(value, { lineWidth: 0 });
  } catch {
    return null;
  }
}
