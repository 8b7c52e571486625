import { isMap, type JsonMap, type KubeObject, type ManagedFields } from "./objects.ts";

/** Who wrote which field. Coarser than the real one: a list is one field. */

const UNMANAGED = new Set(["apiVersion", "kind"]);
const UNMANAGED_METADATA = new Set([
  "name",
  "generateName",
  "namespace",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "managedFields",
]);
const MAX_MANAGERS = 10;

/** The fields of `after` that differ from `before`, as a tree of `f:name`. */
export function changedFields(before: KubeObject | null, after: KubeObject): JsonMap {
  return treeOf(before ?? {}, after, (path) => UNMANAGED.has(path) || UNMANAGED_METADATA.has(path.replace(/^metadata\./, ""))) ?? {};
}

/** All fields that are set, whether they change anything or not: what an apply owns. */
export function fieldsOf(object: KubeObject): JsonMap {
  return changedFields(null, object);
}

function treeOf(before: JsonMap, after: JsonMap, skips: (path: string) => boolean, prefix = ""): JsonMap | null {
  const tree: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(after)) {
    const path = `${prefix}${key}`;
    if (value === undefined || (prefix.split(".").length <= 2 && skips(path))) continue;
    const old = before[key];
    if (!isMap(value) || Object.keys(value).length === 0) {
      if (JSON.stringify(old) !== JSON.stringify(value)) tree[`f:${key}`] = {};
      continue;
    }
    const inner = treeOf(isMap(old) ? old : {}, value, skips, `${path}.`);
    if (!inner) continue;
    const isTop = prefix === "" && ["metadata", "spec", "status"].includes(key);
    tree[`f:${key}`] = isMap(old) || isTop ? inner : { ".": {}, ...inner };
  }
  return Object.keys(tree).length > 0 ? tree : null;
}

/** The entries after a write: its manager owns what it wrote, and the others no more. */
export function manage(before: readonly ManagedFields[], written: ManagedFields): readonly ManagedFields[] {
  const isOwn = ({ manager, operation, subresource }: ManagedFields) =>
    manager === written.manager && operation === written.operation && subresource === written.subresource;
  const others = before
    .filter((entry) => !isOwn(entry))
    .flatMap((entry) => {
      const fieldsV1 = minus(entry.fieldsV1, written.fieldsV1);
      return fieldsV1 ? [{ ...entry, fieldsV1 }] : [];
    });
  const own = before.find(isOwn);
  const isApply = written.operation === "Apply";
  const fieldsV1 = isApply ? written.fieldsV1 : union(own?.fieldsV1 ?? {}, written.fieldsV1);
  if (Object.keys(fieldsV1).length === 0) return others;
  return [...others.slice(-MAX_MANAGERS), { ...written, fieldsV1 }];
}

/** Takes the fields out of an object that `was` names and `is` does not: those that an apply no longer sets. */
export function withoutDropped(object: JsonMap, was: JsonMap, is: JsonMap): JsonMap {
  const result: Record<string, unknown> = { ...object };
  for (const [field, inner] of Object.entries(was)) {
    const key = field.slice(2);
    if (field === "." || !(key in result)) continue;
    const now = is[field];
    if (now === undefined) delete result[key];
    else if (isMap(inner) && isMap(now) && isMap(result[key])) result[key] = withoutDropped(result[key], inner, now);
  }
  return result;
}

function union(a: JsonMap, b: JsonMap): JsonMap {
  const result: Record<string, unknown> = { ...a };
  for (const [key, inner] of Object.entries(b)) {
    const present = result[key];
    result[key] = isMap(present) && isMap(inner) ? union(present, inner) : inner;
  }
  return result;
}

function minus(a: JsonMap, b: JsonMap): JsonMap | null {
  const left: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(a)) {
    const taken = b[key];
    if (taken === undefined || key === ".") left[key] = inner;
    else if (isMap(inner) && isMap(taken)) {
      const rest = minus(inner, taken);
      if (rest) left[key] = rest;
    }
  }
  return Object.keys(left).some((key) => key !== ".") ? left : null;
}
