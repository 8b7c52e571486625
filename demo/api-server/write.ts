import type { IncomingMessage } from "node:http";
import { partOf } from "./defaults.ts";
import { fieldsOf, withoutDropped } from "./managed-fields.ts";
import { isMap, type JsonMap, type KubeObject, type Resource, textAt } from "./objects.ts";
import { jsonPatch, mergePatch, strategicPatch } from "./patch.ts";
import { objectIn, type Target } from "./request.ts";
import type { Matcher } from "./selectors.ts";
import { badRequest, conflict, invalid, methodNotAllowed, notFound, StatusError } from "./status.ts";
import type { Storage, WriteOptions } from "./storage.ts";

export type Answer = { readonly status: number; readonly object: unknown };

export type Write = {
  readonly storage: Storage;
  readonly resources: readonly Resource[];
  readonly target: Target;
  readonly request: Pick<IncomingMessage, "method" | "headers">;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly options: WriteOptions;
};

const NAMESPACES = { group: "", plural: "namespaces" };
const DONE = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" };
const CREATED = { status: 201, object: { ...DONE, code: 201 } };

/** Anything that is not a read. @throws {StatusError} */
export function write(given: Write): Answer {
  const { target, request } = given;
  if (target.name === null) return create(given);
  if (target.sub === "binding") return bind(given, target.name);
  if (target.sub === "eviction") return evict(given, target.name);
  const type = String(request.headers["content-type"]);
  if (request.method === "PATCH" && type.includes("apply-patch")) return apply(given, target.name);
  const before = given.storage.get(target.resource, target.namespace ?? "", target.name);
  if (request.method === "DELETE") return remove(given, before);
  return target.sub === "scale" ? scale(given, before) : update(given, before);
}

function create({ storage, resources, target: { resource, namespace }, body, options }: Write): Answer {
  const namespaces = resources.find(({ group, plural }) => group === "" && plural === "namespaces");
  if (resource.namespaced && namespaces && !storage.find(namespaces, "", namespace ?? "")) throw notFound(NAMESPACES, namespace ?? "");
  const object = storage.create(resource, namespace ?? "", objectIn(body), options);
  if (resource.plural === "events") forgetEvents(storage, resource, Date.parse(object.metadata.creationTimestamp ?? ""));
  return { status: 201, object };
}

const EVENTS_LAST_MS = 3_600_000;

/** Events expire, as they do everywhere. */
function forgetEvents(storage: Storage, resource: Resource, now: number): void {
  for (const event of storage.list(resource, null)) {
    const last = Date.parse(textAt(event, "lastTimestamp") || (event.metadata.creationTimestamp ?? ""));
    if (now - last > EVENTS_LAST_MS) storage.delete(resource, event, 0, false);
  }
}

function update({ storage, target: { resource, sub }, request, body, options }: Write, before: KubeObject): Answer {
  if (sub !== null && !(sub === "status" && resource.hasStatus)) throw methodNotAllowed();
  const wanted = objectIn(request.method === "PUT" ? body : patched(request, before, body));
  const { name } = before.metadata;
  if (wanted.metadata.name !== name) {
    throw badRequest(`the name of the object (${wanted.metadata.name}) does not match the name on the URL (${name})`);
  }
  return { status: 200, object: storage.update(resource, before, wanted, sub === "status" ? "status" : "object", options) };
}

function patched({ headers }: Pick<IncomingMessage, "headers">, before: unknown, patch: unknown): unknown {
  const type = String(headers["content-type"]);
  if (type.includes("json-patch+json")) return jsonPatch(before, patch);
  if (type.includes("strategic-merge-patch")) return strategicPatch(before, patch);
  if (type.includes("merge-patch")) return mergePatch(before, patch);
  throw new StatusError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});
}

/** Server-side apply without conflicts: what is set is merged, what the manager set before and sets no more goes. */
function apply({ storage, target: { resource, namespace, sub }, query, body, options }: Write, name: string): Answer {
  const manager = query.get("fieldManager");
  if (!manager) {
    const cause = { reason: "FieldValueRequired", message: "Required value: is required for apply patch", field: "fieldManager" };
    throw invalid("PatchOptions.meta.k8s.io", "", cause);
  }
  const given = objectIn(body);
  const object = { ...given, metadata: { ...given.metadata, name } };
  const applying: WriteOptions = { ...options, manager, operation: "Apply" };
  const found = storage.find(resource, namespace ?? "", name);
  if (!found) return { status: 201, object: storage.create(resource, namespace ?? "", object, applying) };
  const was = found.metadata.managedFields?.find((entry) => entry.manager === manager && entry.operation === "Apply")?.fieldsV1 ?? {};
  const left = withoutDropped(found, was, fieldsOf(object)) as KubeObject;
  const wanted = objectIn(strategicPatch({ ...left, metadata: { ...left.metadata, managedFields: undefined } }, object));
  const stored = storage.update(resource, found, wanted, sub === "status" ? "status" : "object", applying);
  return { status: 200, object: stored };
}

function scale({ storage, target: { resource }, request, body, options }: Write, before: KubeObject): Answer {
  const wanted = request.method === "PUT" ? body : patched(request, scaleOf(before), body);
  const replicas = isMap(wanted) && isMap(wanted["spec"]) ? wanted["spec"]["replicas"] : undefined;
  const object = storage.update(resource, before, { ...before, spec: { ...partOf(before, "spec"), replicas } }, "object", options);
  return { status: 200, object: scaleOf(object) };
}

export function scaleOf(object: KubeObject): unknown {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion },
    spec: { replicas: partOf(object, "spec")["replicas"] },
    status: { replicas: partOf(object, "status")["replicas"] ?? 0 },
  };
}

function bind({ storage, target: { resource, namespace }, body, options }: Write, name: string): Answer {
  const pod = storage.get(resource, namespace ?? "", name);
  const nodeName = isMap(body) && isMap(body["target"]) ? body["target"]["name"] : undefined;
  if (typeof nodeName !== "string") throw badRequest("a binding names a target");
  const spec = partOf(pod, "spec");
  if (spec["nodeName"]) {
    throw conflict({ group: "", plural: "pods/binding" }, name, `pod ${name} is already assigned to node "${String(spec["nodeName"])}"`);
  }
  const status = withCondition(pod, { type: "PodScheduled", status: "True" });
  storage.update(resource, pod, { ...pod, spec: { ...spec, nodeName }, status }, "all", options);
  return CREATED;
}

function evict({ storage, target: { resource, namespace }, body, options }: Write, name: string): Answer {
  const pod = storage.get(resource, namespace ?? "", name);
  const reason = { type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI", message: "Eviction API: evicting" };
  const told = storage.update(resource, pod, { ...pod, status: withCondition(pod, reason) }, "status", options);
  const given = isMap(body) && isMap(body["deleteOptions"]) ? body["deleteOptions"] : {};
  storage.delete(resource, told, graceOf(told, given), options.dryRun);
  return CREATED;
}

function withCondition(pod: KubeObject, condition: JsonMap): JsonMap {
  const status = partOf(pod, "status");
  const time = new Date().toISOString().replace(/\.\d{3}Z$/, "Z");
  return strategicPatch(status, { conditions: [{ ...condition, lastProbeTime: null, lastTransitionTime: time }] }) as JsonMap;
}

function remove({ storage, resources, target: { resource }, query, body, options }: Write, before: KubeObject): Answer {
  const given: JsonMap = { ...(isMap(body) ? body : {}), ...numberIn(query, "gracePeriodSeconds") };
  checkPreconditions(resource, before, isMap(given["preconditions"]) ? given["preconditions"] : {});
  const policy = given["propagationPolicy"] ?? query.get("propagationPolicy");
  if (policy === "Orphan" && !options.dryRun) orphan(storage, resources, before, options);
  if (resource.group === "" && resource.plural === "namespaces" && !options.dryRun) {
    for (const inside of resources.filter(({ namespaced }) => namespaced)) {
      for (const object of storage.list(inside, before.metadata.name)) storage.delete(inside, object, 0, false);
    }
  }
  const left = storage.delete(resource, before, resource.kind === "Pod" ? graceOf(before, given) : 0, options.dryRun);
  if (left || resource.kind === "Pod") return { status: 200, object: left ?? before };
  const { name, uid } = before.metadata;
  const details = { name, ...(resource.group ? { group: resource.group } : {}), kind: resource.plural, uid };
  return { status: 200, object: { ...DONE, details } };
}

/** All that match. @returns The list of what was there. */
export function removeAll(storage: Storage, { resource, namespace }: Target, matches: Matcher, options: WriteOptions): KubeObject[] {
  const found = storage.list(resource, namespace).filter(matches);
  for (const object of found) storage.delete(resource, object, resource.kind === "Pod" ? graceOf(object, {}) : 0, options.dryRun);
  return found;
}

function checkPreconditions(resource: Resource, { metadata }: KubeObject, { uid, resourceVersion }: JsonMap): void {
  const refuse = (what: string, wanted: unknown, stored: string | undefined, how: string) =>
    conflict(
      { group: resource.group, plural: resource.kind },
      metadata.name,
      `the ${what} in the precondition (${String(wanted)}) does not match the ${what} in record (${stored}). The object might have been ${how}`,
    );
  if (uid !== undefined && uid !== metadata.uid) throw refuse("UID", uid, metadata.uid, "deleted and then recreated");
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw refuse("ResourceVersion", resourceVersion, metadata.resourceVersion, "modified");
  }
}

/** The dependents stay, and forget their owner. */
function orphan(storage: Storage, resources: readonly Resource[], { metadata: { uid } }: KubeObject, options: WriteOptions): void {
  for (const resource of resources) {
    for (const object of storage.list(resource, null)) {
      const ownerReferences = object.metadata.ownerReferences ?? [];
      const kept = ownerReferences.filter((owner) => owner.uid !== uid);
      if (kept.length === ownerReferences.length) continue;
      storage.update(resource, object, { ...object, metadata: { ...object.metadata, ownerReferences: kept } }, "object", options);
    }
  }
}

/** Nobody has to be waited for on a pod that no kubelet runs, or that has finished. */
function graceOf(pod: KubeObject, options: JsonMap): number {
  const [spec, status] = [partOf(pod, "spec"), partOf(pod, "status")];
  if (typeof options["gracePeriodSeconds"] === "number") return options["gracePeriodSeconds"];
  if (!spec["nodeName"] || status["phase"] === "Succeeded" || status["phase"] === "Failed") return 0;
  return Number(spec["terminationGracePeriodSeconds"] ?? 30);
}

function numberIn(query: URLSearchParams, key: string): JsonMap {
  const value = query.get(key);
  return value === null ? {} : { [key]: Number(value) };
}
