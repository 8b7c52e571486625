import { randomUUID } from "node:crypto";
import { apiVersionOf, isMap, type JsonMap, type KubeObject, type ManagedFields, type Metadata, type Resource } from "./objects.ts";
import { alreadyExists, conflict, expired, invalid, notFound } from "./status.ts";

/** One change, as a watch sees it. `before` tells a watch with a selector whether an object came into its view. */
export type Change = {
  readonly version: number;
  readonly resource: Resource;
  readonly before: KubeObject | null;
  readonly after: KubeObject | null;
};

export type WriteOptions = { readonly dryRun: boolean; readonly manager: string; readonly operation?: "Update" | "Apply" };

/** Changes that are kept for watches that come back; older ones are compacted, and a watch from before them is told so. */
const KEPT_CHANGES = 5_000;
const MAX_MANAGERS = 10;

/** What etcd and the generic part of the API server do together: objects with one counter of versions, and the log of changes. */
export class Storage {
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #now: () => Date;
  readonly #kept: number;
  #log: Change[] = [];
  #version = 1;
  #compacted = 0;

  constructor(options: { readonly now?: () => Date; readonly keptChanges?: number } = {}) {
    this.#now = options.now ?? (() => new Date());
    this.#kept = options.keptChanges ?? KEPT_CHANGES;
  }

  get version(): number {
    return this.#version;
  }

  /** In order of namespace and name, as etcd has them. */
  list(resource: Resource, namespace: string | null): KubeObject[] {
    const all = [...this.#of(resource)];
    const wanted = namespace === null ? all : all.filter(([key]) => key.startsWith(`${namespace}/`));
    return wanted.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }

  get(resource: Resource, namespace: string, name: string): KubeObject {
    const found = this.#of(resource).get(keyOf(resource, namespace, name));
    if (!found) throw notFound(resource.plural, name);
    return found;
  }

  create(resource: Resource, namespace: string, body: KubeObject, options: WriteOptions): KubeObject {
    const name = body.metadata.name || `${body.metadata.generateName ?? ""}${randomUUID().slice(0, 5)}`;
    if (this.#of(resource).has(keyOf(resource, namespace, name))) throw alreadyExists(resource.plural, name);
    const metadata: Metadata = {
      ...body.metadata,
      name,
      ...(resource.namespaced ? { namespace } : {}),
      uid: randomUUID(),
      creationTimestamp: this.#time(),
      generation: 1,
      managedFields: [this.#entry(resource, null, body, options)],
    };
    const status = resource.kind === "Pod" ? { phase: "Pending", ...(isMap(body["status"]) ? body["status"] : {}) } : body["status"];
    const created = {
      ...body,
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      metadata,
      ...(status === undefined ? {} : { status }),
    };
    return this.#store(resource, null, created, options.dryRun);
  }

  /**
   * @param part `status` changes nothing but the status and the metadata; `object` everything but the status.
   * @throws {StatusError} 409 when the new object names another resourceVersion than the stored one.
   */
  update(resource: Resource, before: KubeObject, wanted: KubeObject, part: "object" | "status", options: WriteOptions): KubeObject {
    const { name, namespace = "" } = before.metadata;
    const version = wanted.metadata.resourceVersion;
    if (version !== undefined && version !== before.metadata.resourceVersion) throw conflict(resource.plural, name);
    if (wanted.metadata.uid !== undefined && wanted.metadata.uid !== before.metadata.uid) throw conflict(resource.plural, name);

    const merged = keep(resource, before, wanted, part);
    const specChanged = JSON.stringify(merged["spec"]) !== JSON.stringify(before["spec"]);
    const after: KubeObject = {
      ...merged,
      apiVersion: before.apiVersion,
      kind: before.kind,
      metadata: {
        ...wanted.metadata,
        name,
        ...(resource.namespaced ? { namespace } : {}),
        ...carried(before.metadata),
        generation: (before.metadata.generation ?? 1) + (specChanged ? 1 : 0),
      },
    };
    if (isUnchanged(before, after)) return before;
    const managed = this.#managed(resource, before, after, options);
    const stored = { ...after, metadata: { ...after.metadata, managedFields: managed } };
    if (stored.metadata.deletionTimestamp && !stored.metadata.finalizers?.length && before.metadata.finalizers?.length) {
      return this.#drop(resource, stored, options.dryRun);
    }
    return this.#store(resource, before, stored, options.dryRun);
  }

  /**
   * Marks an object for deletion, or deletes it at once.
   *
   * @param graceSeconds 0 deletes at once, unless a finalizer holds it.
   */
  delete(resource: Resource, before: KubeObject, graceSeconds: number, dryRun: boolean): KubeObject {
    const held = (before.metadata.finalizers?.length ?? 0) > 0;
    if (graceSeconds === 0 && !held) return this.#drop(resource, before, dryRun);
    if (before.metadata.deletionTimestamp && graceSeconds > 0) return before;
    const deletionTimestamp = this.#time(graceSeconds);
    const metadata = { ...before.metadata, deletionTimestamp, deletionGracePeriodSeconds: graceSeconds };
    return this.#store(resource, before, { ...before, metadata }, dryRun);
  }

  /** @throws {StatusError} 410 when changes after that version have been compacted away. */
  changesSince(version: number): readonly Change[] {
    if (version < this.#compacted) throw expired(`too old resource version: ${version} (${this.#compacted})`);
    return this.#log.filter((change) => change.version > version);
  }

  /** Forgets all changes so far, as etcd does from time to time. */
  compact(): void {
    this.#log = [];
    this.#compacted = this.#version;
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #store(resource: Resource, before: KubeObject | null, object: KubeObject, dryRun: boolean): KubeObject {
    const version = dryRun ? this.#version : this.#version + 1;
    const stored: KubeObject = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    if (dryRun) return stored;
    this.#of(resource).set(keyOf(resource, stored.metadata.namespace ?? "", stored.metadata.name), stored);
    this.#publish({ version, resource, before, after: stored });
    return stored;
  }

  #drop(resource: Resource, object: KubeObject, dryRun: boolean): KubeObject {
    if (dryRun) return object;
    this.#of(resource).delete(keyOf(resource, object.metadata.namespace ?? "", object.metadata.name));
    const version = this.#version + 1;
    this.#publish({
      version,
      resource,
      before: { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } },
      after: null,
    });
    return object;
  }

  #publish(change: Change): void {
    this.#version = change.version;
    this.#log.push(change);
    if (this.#log.length > this.#kept * 1.2) {
      this.#log = this.#log.slice(-this.#kept);
      this.#compacted = (this.#log[0]?.version ?? 1) - 1;
    }
    for (const listener of [...this.#listeners]) listener(change);
  }

  #of({ group, plural }: Resource): Map<string, KubeObject> {
    const id = `${group}/${plural}`;
    const present = this.#objects.get(id) ?? new Map<string, KubeObject>();
    this.#objects.set(id, present);
    return present;
  }

  #time(plusSeconds = 0): string {
    return new Date(this.#now().getTime() + plusSeconds * 1000).toISOString().replace(/\.\d{3}Z$/, "Z");
  }

  #entry(resource: Resource, before: KubeObject | null, after: KubeObject, { manager, operation = "Update" }: WriteOptions): ManagedFields {
    return {
      manager,
      operation,
      apiVersion: apiVersionOf(resource),
      time: this.#time(),
      fieldsType: "FieldsV1",
      fieldsV1: changedFields(before, after),
    };
  }

  #managed(resource: Resource, before: KubeObject, after: KubeObject, options: WriteOptions): readonly ManagedFields[] {
    const others = (before.metadata.managedFields ?? []).filter(({ manager }) => manager !== options.manager);
    const own = before.metadata.managedFields?.find(({ manager }) => manager === options.manager);
    const fresh = this.#entry(resource, before, after, options);
    return [...others.slice(-MAX_MANAGERS), { ...fresh, fieldsV1: { ...own?.fieldsV1, ...fresh.fieldsV1 } }];
  }
}

function keep(resource: Resource, before: KubeObject, wanted: KubeObject, part: "object" | "status"): KubeObject {
  if (part === "status") return { ...before, metadata: wanted.metadata, status: wanted["status"] };
  return resource.hasStatus && before["status"] !== undefined ? { ...wanted, status: before["status"] } : wanted;
}

/** What a write cannot change. */
function carried(before: Metadata): Partial<Metadata> {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = before;
  return Object.fromEntries(
    Object.entries({ uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds }).filter(([, value]) => value !== undefined),
  );
}

function isUnchanged(before: KubeObject, after: KubeObject): boolean {
  const bare = ({ metadata: { managedFields: _, resourceVersion: __, ...metadata }, ...object }: KubeObject) =>
    JSON.stringify(sorted({ ...object, metadata }));
  return bare(before) === bare(after);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** Coarser than the real one: two levels deep. */
function changedFields(before: KubeObject | null, after: KubeObject): JsonMap {
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(after)) {
    if (key === "apiVersion" || key === "kind") continue;
    const [old, now] = [before?.[key], after[key]];
    if (JSON.stringify(old) === JSON.stringify(now)) continue;
    const inner = isMap(now)
      ? Object.keys(now).filter((name) => JSON.stringify(isMap(old) ? old[name] : undefined) !== JSON.stringify(now[name]))
      : [];
    fields[`f:${key}`] = Object.fromEntries(inner.map((name) => [`f:${name}`, {}]));
  }
  return fields;
}

function keyOf(resource: Resource, namespace: string, name: string): string {
  if (name === "") throw invalid("metadata.name is required");
  return `${resource.namespaced ? namespace : ""}/${name}`;
}
