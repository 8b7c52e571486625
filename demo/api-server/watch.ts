import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { apiVersionOf, type KubeObject, type Resource } from "./objects.ts";
import type { Matcher } from "./selectors.ts";
import { StatusError } from "./status.ts";
import type { Change, Storage } from "./storage.ts";

export type WatchRequest = {
  readonly resource: Resource;
  readonly namespace: string | null;
  readonly matches: Matcher;
  /** `null`: begin with what is there now. */
  readonly from: number | null;
  readonly bookmarks: boolean;
  readonly sendInitialEvents: boolean;
  readonly timeoutSeconds: number;
};

/** A reader that does not read is let go, before it fills the memory. */
const MAX_UNREAD_BYTES = 128 * 1024 * 1024;

/** Sends the changes of one resource as lines, until the reader goes or the time is up. */
export async function serveWatch(
  storage: Storage,
  response: ServerResponse,
  request: WatchRequest,
  bookmarkEveryMs: number,
): Promise<void> {
  const { resource, namespace, matches } = request;
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
  // Without it nothing is sent before the first event, and a quiet watch looks like a server that hangs.
  response.flushHeaders();

  const send = (type: string, object: unknown) => response.write(`${JSON.stringify({ type, object })}\n`);
  const isSeen = (object: KubeObject | null): object is KubeObject =>
    object !== null && (namespace === null || object.metadata.namespace === namespace) && matches(object);
  const bookmark = (version: number, annotations?: Readonly<Record<string, string>>) =>
    send("BOOKMARK", {
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      metadata: { resourceVersion: String(version), creationTimestamp: null, ...(annotations ? { annotations } : {}) },
    });
  const forward = ({ version, resource: changed, before, after }: Change) => {
    if (changed.plural !== resource.plural || changed.group !== resource.group || version <= from) return;
    const [was, is] = [isSeen(before), isSeen(after)];
    if (is) send(was ? "MODIFIED" : "ADDED", after);
    else if (was) send("DELETED", atVersion(after ?? before, version));
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
  };

  let from = request.from ?? 0;
  if (request.from === null || request.sendInitialEvents) {
    from = storage.version;
    for (const object of storage.list(resource, namespace)) {
      if (!isSeen(object) || send("ADDED", object)) continue;
      await Promise.race([once(response, "drain"), once(response, "close")]);
      if (response.closed) return;
    }
    if (request.sendInitialEvents && request.bookmarks) bookmark(from, { "k8s.io/initial-events-end": "true" });
  }
  try {
    for (const change of storage.changesSince(from)) forward(change);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    send("ERROR", error.body());
    response.end();
    return;
  }

  const unsubscribe = storage.subscribe(forward);
  const bookmarks = request.bookmarks ? setInterval(() => bookmark(storage.version), bookmarkEveryMs) : undefined;
  const deadline = setTimeout(() => response.end(), request.timeoutSeconds * 1000);
  response.once("close", () => {
    unsubscribe();
    clearInterval(bookmarks);
    clearTimeout(deadline);
  });
}

function atVersion(object: KubeObject | null, version: number): KubeObject | null {
  return object && { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}
