import type { Write } from "#lib/cluster/writer.ts";
import { type MergePatch, touchedBy } from "./merge-patch.ts";

/** A text of a ConfigMap with Calico's configuration is half as long. */
const MAX_TEXT = 4_000;
const MAX_VERSION = 16_000;

type Metadata = Readonly<Record<string, unknown>>;

/**
 * A version of an object as JSON, for who has to compare two of them: what names it, and what the write is about.
 *
 * All else stays in the cluster: variables of a container, annotations of tools and other keys of a ConfigMap may hold secrets.
 */
export function shownVersion(object: unknown, write: Write): string {
  if (object === null || object === undefined) return "null";
  const { metadata = {} } = object as { metadata?: Metadata };
  const { name, namespace, uid, resourceVersion } = metadata;
  const touched = write.verb === "patch" ? touchedBy(write.patch as MergePatch, object) : specOf(object);
  const shown = { ...touched, metadata: { name, namespace, uid, resourceVersion, ...(touched["metadata"] as Metadata | undefined) } };
  const text = JSON.stringify(shown, (_, value: unknown) =>
    typeof value === "string" && value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value,
  );
  return text.length <= MAX_VERSION ? text : JSON.stringify({ metadata: { name, namespace, uid, resourceVersion } });
}

/** What is created and deleted whole is Calico's and the guard's own, which hold no secrets. */
function specOf(object: unknown): MergePatch {
  const { spec } = object as { spec?: unknown };
  return spec === undefined ? {} : { spec };
}
