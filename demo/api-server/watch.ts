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

/** Sends the changes of one resource as lines, until the reader goes or the time is up. */
export function serveWatch(storage: Storage, response: ServerResponse, request: WatchRequest, bookmarkEveryMs: number): void {
  const { resource, namespace, matches } = request;
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });

  const send = (type: string, object: unknown) => void response.write(`${JSON.stringify({ type, object })}\n`);
  const isSeen = (object: KubeObject | null): object is KubeObject =>
    object !== null && (namespace === null || object.metadata.namespace === namespace) && matches(object);
  const bookmark = (annotations?: Readonly<Record<string, string>>) =>
    send("BOOKMARK", {
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      metadata: { resourceVersion: String(storage.version), creationTimestamp: null, ...(annotations ? { annotations } : {}) },
    });
  const forward = ({ version, resource: changed, before, after }: Change) => {
    if (changed.plural !== resource.plural || changed.group !== resource.group) return;
    const [was, is] = [isSeen(before), isSeen(after)];
    if (is) send(was ? "MODIFIED" : "ADDED", after);
    else if (was && before) send("DELETED", { ...before, metadata: { ...before.metadata, resourceVersion: String(version) } });
  };

  if (request.from === null || request.sendInitialEvents) {
    for (const object of storage.list(resource, namespace)) if (isSeen(object)) send("ADDED", object);
    if (request.sendInitialEvents) bookmark({ "k8s.io/initial-events-end": "true" });
  } else {
    try {
      for (const change of storage.changesSince(request.from)) forward(change);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      send("ERROR", error.body());
      response.end();
      return;
    }
  }

  const unsubscribe = storage.subscribe(forward);
  const bookmarks = request.bookmarks ? setInterval(bookmark, bookmarkEveryMs) : undefined;
  const deadline = setTimeout(() => response.end(), request.timeoutSeconds * 1000);
  response.once("close", () => {
    unsubscribe();
    clearInterval(bookmarks);
    clearTimeout(deadline);
  });
}
