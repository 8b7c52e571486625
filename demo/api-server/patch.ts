import { isMap, type JsonMap } from "./objects.ts";
import { badRequest, rejected } from "./status.ts";

/** RFC 7386: `null` deletes a key, lists are replaced whole. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}

/** The keys by which Kubernetes merges lists of maps. */
const MERGE_KEYS = ["uid", "type", "name", "ip", "containerPort"];

/** A strategic merge patch, as far as lists of maps with a key of their own go. */
export function strategicPatch(target: unknown, patch: unknown): unknown {
  if (Array.isArray(patch)) return mergeLists(Array.isArray(target) ? target : [], patch);
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = strategicPatch(result[key], value);
  }
  return result;
}

function mergeLists(target: readonly unknown[], patch: readonly unknown[]): unknown {
  const key = MERGE_KEYS.find((candidate) => patch.length > 0 && patch.every((item) => isMap(item) && candidate in item));
  if (key === undefined) return patch;
  const merged = [...target];
  for (const item of patch as readonly JsonMap[]) {
    const at = merged.findIndex((present) => isMap(present) && present[key] === item[key]);
    if (at === -1) merged.push(item);
    else merged[at] = strategicPatch(merged[at], item);
  }
  return merged;
}

type Operation = { readonly op: string; readonly path: string; readonly value?: unknown; readonly from?: string };

/** RFC 6902, all operations. @throws {StatusError} 422 when a path or a test does not hold; Kubernetes does not say which. */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest("a JSON patch is a list of operations");
  const document: { root: unknown } = { root: structuredClone(target) };
  for (const operation of patch as readonly Operation[]) applyOperation(document, operation);
  return document.root;
}

function applyOperation(document: { root: unknown }, { op, path, value, from = "" }: Operation): void {
  if (op === "test") {
    if (JSON.stringify(read(document.root, path)) !== JSON.stringify(value)) throw rejected();
  } else if (op === "add" || op === "replace") {
    if (op === "replace") read(document.root, path);
    write(document, path, structuredClone(value), op === "add");
  } else if (op === "remove") remove(document.root, path);
  else if (op === "copy") write(document, path, structuredClone(read(document.root, from)), true);
  else if (op === "move") {
    const moved = read(document.root, from);
    remove(document.root, from);
    write(document, path, moved, true);
  } else throw badRequest(`unknown operation ${op}`);
}

function keysOf(path: string): string[] {
  return path
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

const read = (root: unknown, path: string): unknown => readAt(root, keysOf(path));

function readAt(root: unknown, keys: readonly string[]): unknown {
  let value = root;
  for (const key of keys) {
    const next: unknown = Array.isArray(value) ? value[Number(key)] : isMap(value) ? value[key] : undefined;
    if (next === undefined) throw rejected();
    value = next;
  }
  return value;
}

function write(document: { root: unknown }, path: string, value: unknown, insert: boolean): void {
  const keys = keysOf(path);
  const last = keys.pop();
  if (last === undefined) {
    document.root = value;
    return;
  }
  const parent = readAt(document.root, keys);
  if (Array.isArray(parent)) {
    const at = last === "-" ? parent.length : Number(last);
    parent.splice(at, insert ? 0 : 1, value);
  } else if (isMap(parent)) (parent as Record<string, unknown>)[last] = value;
  else throw rejected();
}

function remove(root: unknown, path: string): void {
  read(root, path);
  const keys = keysOf(path);
  const last = keys.pop() ?? "";
  const parent = readAt(root, keys);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isMap(parent)) delete (parent as Record<string, unknown>)[last];
}
