import "server-only";
import { createTwoFilesPatch } from "diff";
import { stringify } from "yaml";

const CONTEXT_LINES = 3;
/** What the server keeps for itself: it changes with every write and tells a reader nothing. */
const BOOKKEEPING = ["managedFields", "resourceVersion", "generation", "selfLink"];

export type ObjectDiff = {
  /** YAML; `null` where there is no object. */
  readonly before: string | null;
  readonly after: string | null;
  /** Unified, without a header for what is equal; empty when nothing differs. */
  readonly diff: string;
};

/**
 * What a write would change, as people read it.
 *
 * @param before The object as the server has it; `null` for one that is created.
 * @param after The object as the server would store it; `null` for one that is deleted.
 */
export function diffObjects(before: unknown, after: unknown): ObjectDiff {
  const [left, right] = [textOf(before), textOf(after)];
  if (left === right) return { before: left, after: right, diff: "" };
  const patch = createTwoFilesPatch("before", "after", left ?? "", right ?? "", "", "", { context: CONTEXT_LINES });
  return { before: left, after: right, diff: patch.slice(patch.indexOf("@@")) };
}

/** Long lines stay whole: a text in a ConfigMap must be seen as it is. */
function textOf(object: unknown): string | null {
  if (object === null || object === undefined) return null;
  const { metadata, ...rest } = object as { metadata?: Record<string, unknown> };
  const kept = Object.fromEntries(Object.entries(metadata ?? {}).filter(([key]) => !BOOKKEEPING.includes(key)));
  return stringify({ ...rest, metadata: kept }, { lineWidth: 0 });
}
