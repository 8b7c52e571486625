import "server-only";
import { z } from "zod";
import type { CollectionName } from "#lib/domain/snapshot.ts";
import { log } from "#lib/log/log.ts";
import { metrics } from "#lib/metrics/metrics.ts";
import type { SourceFailure } from "./failure.ts";
import { COLLECTION_KEYS, type Decoded, type Kind } from "./kind.ts";
import type { SourceBoard } from "./source-board.ts";
import type { SnapshotStore } from "./store.ts";

/** What a reflector tells of its target. Turns objects into records, and what happens to the watch into a status. */
export type SourceFeed = {
  /** A full list begins: what it does not name is gone when it ends. */
  beginList(): void;
  upsert(object: unknown): void;
  remove(object: unknown): void;
  endList(): void;
  clear(): void;
  isEmpty(): boolean;
  isSynced(): boolean;
  opened(): void;
  closed(): void;
  bytes(): void;
  synced(): void;
  failed(failure: SourceFailure): void;
};

const Identity = z.object({
  metadata: z.object({ uid: z.string().default(""), name: z.string(), namespace: z.string().default("") }),
});
type Metadata = z.infer<typeof Identity>["metadata"];

export function createSourceFeed(source: string, kind: Kind, store: SnapshotStore, board: SourceBoard): SourceFeed {
  const keys = new Map<CollectionName, Set<string>>(kind.collections.map((collection) => [collection, new Set()]));
  let listed: Map<CollectionName, Set<string>> | null = null;
  let wasSynced = false;

  function set<C extends CollectionName>(collection: C, key: string, decoded: Decoded): void {
    const record = decoded[collection];
    const known = keys.get(collection);
    if (record === undefined) {
      if (known?.delete(key)) store.put(collection, key, undefined);
      return;
    }
    known?.add(key);
    listed?.get(collection)?.add(key);
    store.put(collection, key, record);
  }

  function decode(object: unknown): Decoded {
    try {
      return kind.decode(object);
    } catch (error) {
      metrics.reflector.undecodable.inc({ resource: kind.resource });
      log.warn({ resource: kind.resource, object: nameOf(object), err: error }, "an object cannot be read and is left out");
      return {};
    }
  }

  function apply(object: unknown, decoded: Decoded): void {
    const metadata = Identity.safeParse(object).data?.metadata;
    if (!metadata) return;
    for (const collection of kind.collections) set(collection, keyOf(collection, metadata), decoded);
  }

  return {
    beginList() {
      listed = new Map(kind.collections.map((collection) => [collection, new Set()]));
    },
    upsert: (object) => apply(object, decode(object)),
    remove(object) {
      const metadata = Identity.safeParse(object).data?.metadata;
      if (metadata) for (const collection of kind.collections) listed?.get(collection)?.delete(keyOf(collection, metadata));
      // What it said at last first: it may tell why it went.
      apply(object, decode(object));
      apply(object, {});
    },
    endList() {
      for (const [collection, known] of keys) {
        const alive = listed?.get(collection);
        for (const key of known) {
          if (alive?.has(key)) continue;
          known.delete(key);
          store.put(collection, key, undefined);
        }
      }
      listed = null;
    },
    clear() {
      for (const [collection, known] of keys) {
        for (const key of known) store.put(collection, key, undefined);
        known.clear();
      }
    },
    isEmpty: () => [...keys.values()].every((known) => known.size === 0),
    isSynced: () => board.state(source) === "synced",
    opened() {
      board.watchOpened(source);
      board.alive(source);
    },
    closed: () => board.watchClosed(source),
    bytes: () => board.alive(source),
    synced() {
      wasSynced = true;
      board.set(source, "synced", null);
    },
    failed(failure) {
      if (failure.code === "forbidden") board.set(source, "forbidden", failure);
      else if (failure.code === "kind-missing") board.set(source, "absent", failure);
      else board.set(source, wasSynced ? "stale" : "syncing", failure);
      if (failure.code === "forbidden" || failure.code === "kind-missing") wasSynced = false;
    },
  };
}

function keyOf(collection: CollectionName, { uid, name, namespace }: Metadata): string {
  const key = COLLECTION_KEYS[collection];
  if (key === "uid") return uid;
  return key === "name" ? name : `${namespace}/${name}`;
}

function nameOf(object: unknown): string {
  const metadata = Identity.safeParse(object).data?.metadata;
  return metadata ? `${metadata.namespace}/${metadata.name}` : "unknown";
}
