import type { ServerResponse } from "node:http";
import { apiVersionOf, type KubeObject, type Resource } from "./objects.ts";
import type { createPager } from "./pages.ts";
import { isTrue, type Target } from "./request.ts";
import { fieldMatcher, labelMatcher, type Matcher } from "./selectors.ts";
import { badRequest, invalid, StatusError } from "./status.ts";
import type { Storage } from "./storage.ts";
import { serveWatch } from "./watch.ts";

export type Reading = { readonly storage: Storage; readonly pager: ReturnType<typeof createPager>; readonly bookmarkEveryMs: number };

const DEFAULT_TIMEOUT_SECONDS = 1_800;

/** Both selectors of a request. @throws {StatusError} 400 */
export function matcherOf(resource: Resource, query: URLSearchParams): Matcher {
  const labels = labelMatcher(query.get("labelSelector") ?? "");
  const fields = fieldMatcher(query.get("fieldSelector") ?? "", resource);
  return (object) => labels(object) && fields(object);
}

/** A list, or a page of one. @throws {StatusError} 400, 410, 422 or 504 */
export function readList({ storage, pager }: Reading, { resource, namespace }: Target, query: URLSearchParams): unknown {
  const matches = matcherOf(resource, query);
  if (query.has("sendInitialEvents")) throw forbiddenOption("sendInitialEvents", "sendInitialEvents is forbidden for list");
  checkVersion(query.get("resourceVersion") ?? "", storage.version);

  const limit = Number(query.get("limit") ?? 0);
  const token = query.get("continue");
  const page = token ? pager.next(token, limit) : pager.first(storage.list(resource, namespace).filter(matches), storage.version, limit);
  const isWhole = !query.get("labelSelector") && !query.get("fieldSelector");
  return {
    kind: `${resource.kind}List`,
    apiVersion: apiVersionOf(resource),
    metadata: {
      resourceVersion: String(page.version),
      ...(page.continueToken ? { continue: page.continueToken } : {}),
      // Of a list with a selector nobody counts the rest.
      ...(page.continueToken && isWhole ? { remainingItemCount: page.remaining } : {}),
    },
    items: resource.group.includes("projectcalico.org") ? page.items : page.items.map(withoutType),
  };
}

/** @throws {StatusError} 422 or 500 before the first byte. */
export async function readWatch(
  { storage, bookmarkEveryMs }: Reading,
  { resource, namespace }: Target,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const matches = matcherOf(resource, query);
  const sendInitialEvents = isTrue(query.get("sendInitialEvents"));
  if (sendInitialEvents && query.get("resourceVersionMatch") !== "NotOlderThan") {
    throw forbiddenOption("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  }
  const version = query.get("resourceVersion") ?? "";
  if (!/^\d*$/.test(version)) throw new StatusError(500, "", notANumber(version));
  const request = {
    resource,
    namespace,
    matches,
    from: version === "" || version === "0" ? null : Number(version),
    bookmarks: isTrue(query.get("allowWatchBookmarks")),
    sendInitialEvents,
    timeoutSeconds: Number(query.get("timeoutSeconds") || DEFAULT_TIMEOUT_SECONDS),
  };
  await serveWatch(storage, response, request, bookmarkEveryMs);
}

/** In a list the built-in kinds stand without kind and apiVersion; those of CRDs stand with them. */
function withoutType({ kind: _, apiVersion: __, ...object }: KubeObject): unknown {
  return object;
}

function checkVersion(version: string, current: number): void {
  if (!/^\d*$/.test(version)) throw badRequest(`invalid resource version: ${notANumber(version)}`);
  if (Number(version) <= current) return;
  throw new StatusError(504, "Timeout", `Timeout: Too large resource version: ${version}, current: ${current}`, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });
}

const notANumber = (version: string) =>
  `resourceVersion: Invalid value: "${version}": strconv.ParseUint: parsing "${version}": invalid syntax`;

function forbiddenOption(field: string, what: string): StatusError {
  return invalid("ListOptions.meta.k8s.io", "", { reason: "FieldValueForbidden", message: `Forbidden: ${what}`, field });
}
