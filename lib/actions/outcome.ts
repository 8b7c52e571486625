import type { Write, Writer } from "#lib/cluster/writer.ts";
import { holds, type MergePatch } from "./merge-patch.ts";

/** `unreachable`: nobody answered, so that it can be asked again; `unknown` stays so. */
export type Outcome = { readonly outcome: "done" | "not-done" | "unknown" | "unreachable"; readonly object: unknown };

/**
 * Whether a write of which no answer came was stored, told from the object as it is now.
 *
 * Somebody else may have changed the object since: then it is done if it still holds what was written, and unknown otherwise.
 */
export async function outcomeOf(writer: Pick<Writer, "read">, write: Write): Promise<Outcome> {
  const now = await writer.read(write.ref);
  if (!now.ok) {
    // Who may not look at it is not told later either.
    if (now.failure.code !== "not-found") return { outcome: now.failure.code === "unreachable" ? "unreachable" : "unknown", object: null };
    return { outcome: write.verb === "delete" ? "done" : write.verb === "create" ? "not-done" : "unknown", object: null };
  }
  const { object } = now;
  const { uid, resourceVersion } = metadataOf(object);
  switch (write.verb) {
    case "create":
      return { outcome: holds(specOf(write.object), object) ? "done" : "unknown", object };
    case "delete":
      // Another of the same name came after it.
      if (uid !== write.uid) return { outcome: "done", object };
      return { outcome: resourceVersion === write.resourceVersion ? "not-done" : "unknown", object };
    case "patch":
      if (uid !== write.uid) return { outcome: "unknown", object };
      if (resourceVersion === write.resourceVersion) return { outcome: "not-done", object };
      return { outcome: holds(write.patch as MergePatch, object) ? "done" : "unknown", object };
  }
}

function metadataOf(object: unknown): { uid?: unknown; resourceVersion?: unknown } {
  return ((object ?? {}) as { metadata?: object }).metadata ?? {};
}

/** What the server does not fill in by itself. */
function specOf(object: object): MergePatch {
  const { apiVersion: _, kind: __, ...rest } = object as Record<string, unknown>;
  return rest;
}
