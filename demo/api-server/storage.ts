import { randomUUID } from "node:crypto";
import { checkFixed, checkObject, sorted, withDefaults, withTemplateGeneration } from "./defaults.ts";
import { changedFields, fieldsOf, manage } from "./managed-fields.ts";
import { apiVersionOf, type KubeObject, type ManagedFields, type Metadata, type Resource } from "./objects.ts";
import { alreadyExists, conflict, expired, notFound } from "./status.ts";

/** One change, as a watch sees it. `before` tells a watch with a selector whether an object came into its view. */
export type Change = {
  readonly version: number;
  readonly resource: Resource;
  readonly before: KubeObject | null;
  readonly after: KubeObject | null;
};

export type WriteOptions = { readonly dryRun: boolean; readonly manager: string; readonly operation?: "Update" | "Apply" };

/** What a write may change: `status` the status and the metadata, `object` all but the status, `all` both (a binding). */
export type Part = "object" | "status" | "all";

/** Changes that are kept for watches that come back; older ones are compacted, and a watch from before them is told so. */
const KEPT_CHANGES = 5_000;

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

  find(resource: Resource, namespace: string, name: string): KubeObject | null {
    return this.#of(resource).get(keyOf(resource, namespace, name)) ?? null;
  }

  /** @throws {StatusError} 404 */
  get(resource: Resource, namespace: string, name: string): KubeObject {
    const found = this.find(resource, namespace, name);
    if (!found) throw notFound(resource, name);
    return found;
  }

  /** @throws {StatusError} 409 when it exists, 400 or 422 when it is not what it should be. */
  create(resource: Resource, namespace: string, body: KubeObject, options: WriteOptions): KubeObject {
    checkObject(resource, namespace, body);
    const name = body.metadata.name || `${body.metadata.generateName ?? ""}${randomUUID().slice(0, 5)}`;
    if (this.find(resource, namespace, name)) throw alreadyExists(resource, name);
    const { resourceVersion: _, generation: __, deletionTimestamp: ___, ...given } = body.metadata;
    const metadata: Metadata = {
      ...withoutEmpty(given),
      name,
      ...(resource.namespaced ? { namespace } : {}),
      uid: randomUUID(),
      creationTimestamp: this.#time(),
      ...(resource.hasGeneration ? { generation: 1 } : {}),
      managedFields: manage([], this.#entry(resource, fieldsOf(body), "object", options)),
    };
    const created = withDefaults(resource, { ...body, apiVersion: apiVersionOf(resource), kind: resource.kind, metadata });
    return this.#store(resource, null, created, options.dryRun);
  }

  /**
   * @returns The object as it stands afterwards; the very same when nothing changes.
   * @throws {StatusError} 409 when the new object names another resourceVersion than the stored one.
   */
  update(resource: Resource, before: KubeObject, wanted: KubeObject, part: Part, options: WriteOptions): KubeObject {
    const { name, namespace = "" } = before.metadata;
    const { resourceVersion, uid } = wanted.metadata;
    if (resourceVersion !== undefined && resourceVersion !== before.metadata.resourceVersion) throw conflict(resource, name);
    if (uid !== undefined && uid !== before.metadata.uid) throw conflict(resource, name, UID_DIFFERS(uid, before.metadata.uid));

    const merged = keep(resource, before, wanted, part);
    if (part === "object") checkFixed(resource, before, merged);
    const after = withTemplateGeneration(before, {
      ...merged,
      apiVersion: before.apiVersion,
      kind: before.kind,
      metadata: {
        ...withoutEmpty(wanted.metadata),
        name,
        ...(resource.namespaced ? { namespace } : {}),
        ...carried(before.metadata),
        ...(part === "object" ? this.#generation(resource, before, { ...merged, metadata: wanted.metadata }) : {}),
      },
    });
    if (options.operation !== "Apply" && isUnchanged(before, after)) return before;
    const fields = options.operation === "Apply" ? fieldsOf(wanted) : changedFields(before, after);
    const managedFields = manage(before.metadata.managedFields ?? [], this.#entry(resource, fields, part, options));
    const stored = { ...after, metadata: { ...after.metadata, managedFields } };
    if (stored.metadata.deletionTimestamp && !stored.metadata.finalizers?.length && before.metadata.finalizers?.length) {
      return this.#drop(resource, stored, options.dryRun);
    }
    return this.#store(resource, before, stored, options.dryRun);
  }

  /**
   * Marks an object for deletion, or deletes it at once. A later call can only shorten the time.
   *
   * @param graceSeconds 0 deletes at once, unless a finalizer holds it.
   * @returns The object that is left; `null` when it is gone.
   */
  delete(resource: Resource, before: KubeObject, graceSeconds: number, dryRun: boolean): KubeObject | null {
    const held = (before.metadata.finalizers?.length ?? 0) > 0;
    if (graceSeconds === 0 && !held) {
      this.#drop(resource, before, dryRun);
      return null;
    }
    const { deletionTimestamp: marked, deletionGracePeriodSeconds: given = 0, generation } = before.metadata;
    if (marked && graceSeconds >= given) return before;
    const metadata = {
      ...before.metadata,
      deletionTimestamp: this.#time(graceSeconds),
      deletionGracePeriodSeconds: graceSeconds,
      ...(generation === undefined || marked ? {} : { generation: generation + 1 }),
    };
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
    if (dryRun) return object;
    const version = this.#version + 1;
    const stored: KubeObject = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.#of(resource).set(keyOf(resource, stored.metadata.namespace ?? "", stored.metadata.name), stored);
    this.#publish({ version, resource, before, after: stored });
    return stored;
  }

  #drop(resource: Resource, object: KubeObject, dryRun: boolean): KubeObject {
    if (dryRun) return object;
    this.#of(resource).delete(keyOf(resource, object.metadata.namespace ?? "", object.metadata.name));
    this.#publish({ version: this.#version + 1, resource, before: object, after: null });
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

  #generation(resource: Resource, before: KubeObject, after: KubeObject): Partial<Metadata> {
    if (!resource.hasGeneration) return {};
    const counted = ({ spec, metadata }: KubeObject) =>
      // A Deployment hands its annotations on, so they count as well.
      JSON.stringify(sorted([spec ?? null, resource.kind === "Deployment" ? (metadata.annotations ?? {}) : null]));
    return { generation: (before.metadata.generation ?? 1) + (counted(before) === counted(after) ? 0 : 1) };
  }

  #entry(resource: Resource, fieldsV1: ManagedFields["fieldsV1"], part: Part, options: WriteOptions): ManagedFields {
    return {
      manager: options.manager,
      operation: options.operation ?? "Update",
      apiVersion: apiVersionOf(resource),
      time: this.#time(),
      fieldsType: "FieldsV1",
      fieldsV1,
      ...(part === "status" ? { subresource: "status" } : {}),
    };
  }
}

const UID_DIFFERS = (wanted: string, stored = "") =>
  `the UID in the precondition (${wanted}) does not match the UID in record (${stored}). The object might have been deleted and then recreated`;

function keep(resource: Resource, before: KubeObject, wanted: KubeObject, part: Part): KubeObject {
  if (part === "all") return wanted;
  if (part === "status") return { ...before, metadata: wanted.metadata, status: wanted["status"] };
  return resource.hasStatus && before["status"] !== undefined ? { ...wanted, status: before["status"] } : wanted;
}

/** What a write cannot change. */
function carried(before: Metadata): Partial<Metadata> {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation } = before;
  return Object.fromEntries(
    Object.entries({ uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

/** Kubernetes does not store empty maps and lists of the metadata. */
function withoutEmpty(metadata: Metadata): Metadata {
  const kept = Object.entries(metadata).filter(([, value]) => typeof value !== "object" || (value && Object.keys(value).length > 0));
  return Object.fromEntries(kept) as Metadata;
}

function isUnchanged(before: KubeObject, after: KubeObject): boolean {
  const bare = ({ metadata: { managedFields: _, resourceVersion: __, ...metadata }, ...object }: KubeObject) =>
    JSON.stringify(sorted({ ...object, metadata }));
  return bare(before) === bare(after);
}

function keyOf(resource: Resource, namespace: string, name: string): string {
  return `${resource.namespaced ? namespace : ""}/${name}`;
}
