import { setTimeout as sleep } from "node:timers/promises";
import type { KubeObject } from "../api-server/objects.ts";
import type { KubeClient } from "./client.ts";

const RETRY_MS = 300;

/** Keeps the objects of one path, and tells when one of them changes. It begins anew whenever a watch breaks. */
export type Informer = {
  /** By `namespace/name`. */
  readonly objects: ReadonlyMap<string, KubeObject>;
  stop(): Promise<void>;
};

export async function startInformer(
  client: KubeClient,
  path: string,
  onChange: (object: KubeObject, gone: boolean) => void,
): Promise<Informer> {
  const objects = new Map<string, KubeObject>();
  const abort = new AbortController();

  async function relist(): Promise<string> {
    const { items, version } = await client.list(path);
    const present = new Set(items.map(keyOf));
    for (const [key, object] of [...objects]) {
      if (present.has(key)) continue;
      objects.delete(key);
      onChange(object, true);
    }
    for (const item of items) put(item);
    return version;
  }

  function put(object: KubeObject): void {
    const key = keyOf(object);
    if (objects.get(key)?.metadata.resourceVersion === object.metadata.resourceVersion) return;
    objects.set(key, object);
    onChange(object, false);
  }

  async function follow(from: string): Promise<void> {
    let version: string | null = from;
    while (!abort.signal.aborted) {
      try {
        version ??= await relist();
        for await (const { type, object } of client.watch(path, version, abort.signal)) {
          if (type === "ERROR") break;
          if (type === "BOOKMARK") continue;
          if (type === "DELETED") {
            objects.delete(keyOf(object));
            onChange(object, true);
          } else put(object);
        }
      } catch {
        // The API server is away; what it missed to say is in the next list.
        await sleep(RETRY_MS, undefined, { signal: abort.signal }).catch(() => undefined);
      }
      version = null;
    }
  }

  const running = follow(await relist());
  return {
    objects,
    async stop() {
      abort.abort();
      await running;
    },
  };
}

export function keyOf({ metadata: { namespace = "", name } }: KubeObject): string {
  return `${namespace}/${name}`;
}
