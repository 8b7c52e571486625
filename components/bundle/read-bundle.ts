import * as z from "zod/mini";
import { BUNDLE_KIND, BUNDLE_VERSION, IncidentBundle, MAX_BUNDLE_BYTES } from "#lib/contract/bundle.ts";

/** Why a file is not opened: a code of the catalogue and what fills its sentence. */
export type BundleProblem = { readonly code: string; readonly facts: Readonly<Record<string, string | number>> };
export type Opened = { readonly bundle: IncidentBundle } | { readonly problem: BundleProblem };

const MIB = 1024 * 1024;
export const MAX_MIB = MAX_BUNDLE_BYTES / MIB;

/** Only what a file needs for this; a browser's `File` has it. */
export type BundleFile = { readonly size: number; text(): Promise<string> };

/** Reads a file that claims to be a bundle. A file that is too large is not read at all. */
export async function openBundle(file: BundleFile): Promise<Opened> {
  if (file.size > MAX_BUNDLE_BYTES) return refused("too-large", { size: Math.ceil(file.size / MIB), mib: MAX_MIB });
  let text: string;
  try {
    text = await file.text();
  } catch {
    return refused("unreadable");
  }
  return readBundle(text);
}

/** Holds a text to the contract of bundles. */
export function readBundle(text: string): Opened {
  if (text.trim() === "") return refused("empty");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused("not-json");
  }
  const head = Head.safeParse(json);
  if (!head.success) return refused("not-a-bundle");
  if (head.data.version > BUNDLE_VERSION) return refused("newer", { version: head.data.version, known: BUNDLE_VERSION });
  const read = IncidentBundle.safeParse(json);
  if (read.success) return { bundle: read.data };
  const [first] = read.error.issues;
  return refused("invalid", { path: first?.path.join(".") || "/", what: first?.message ?? "" });
}

const Head = z.object({ kind: z.literal(BUNDLE_KIND), version: z.number() });

function refused(code: string, facts: BundleProblem["facts"] = {}): Opened {
  return { problem: { code, facts } };
}
