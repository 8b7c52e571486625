import "server-only";
import { z } from "zod";

/** A field that may be absent, and is taken for absent when it has another shape: one odd field costs no object. */
export function lax<T extends z.ZodType>(schema: T) {
  return schema.nullish().catch(undefined);
}

/** A list whose odd items are left out; absent is empty. */
export function laxList<T extends z.ZodType>(item: T) {
  return lax(z.array(lax(item))).transform((items) => (items ?? []).filter((entry) => entry !== null && entry !== undefined));
}

export const text = lax(z.string());
export const flag = lax(z.boolean());
export const count = lax(z.number());
export const texts = laxList(z.string());
export const textMap = lax(z.record(z.string(), z.string()));

export const ownerReferences = laxList(z.object({ kind: z.string(), name: z.string(), uid: z.string(), controller: lax(z.boolean()) }));

/** What every record needs. Without a name and a UID an object cannot be told from others: those alone are required. */
export const metadata = {
  uid: z.string(),
  name: z.string(),
  namespace: z.string().default(""),
  resourceVersion: z.string().default(""),
};

const managedFields = laxList(z.object({ manager: text, time: text, fieldsV1: lax(z.record(z.string(), z.unknown())) }));

export { managedFields };

/**
 * Who last wrote one top-level field, as the API server's field management knows it.
 *
 * @param field As field sets name it: `f:data`, `f:spec`.
 * @returns `null` for both when nobody is known to own it.
 */
export function lastWriteOf(fields: z.output<typeof managedFields>, field: string) {
  const writes = fields.filter((entry) => entry.fieldsV1 && field in entry.fieldsV1 && entry.time);
  const last = writes.toSorted((a, b) => ((a.time ?? "") < (b.time ?? "") ? 1 : -1))[0];
  return { lastModifiedAt: last?.time ?? null, lastModifiedBy: last?.manager ?? null };
}

/** The owner that controls an object, or `null`. */
export function controllerOf(owners: z.output<typeof ownerReferences>) {
  const owner = owners.find((reference) => reference.controller);
  return owner ? { kind: intern(owner.kind), name: owner.name, uid: owner.uid } : null;
}

const POOL_LIMIT = 100_000;
const pool = new Map<string, string>();

/** One copy of a string that many objects repeat: a namespace, a node, a kind. Parsed JSON has one per object. */
export function intern(value: string): string {
  const known = pool.get(value);
  if (known !== undefined) return known;
  if (pool.size >= POOL_LIMIT) pool.clear();
  pool.set(value, value);
  return value;
}

export function internNullable(value: string | null | undefined): string | null {
  return value ? intern(value) : null;
}
