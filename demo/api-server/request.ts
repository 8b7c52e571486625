import type { IncomingMessage } from "node:http";
import { parse } from "yaml";
import { isMap, type KubeObject, type Resource } from "./objects.ts";
import { badRequest, invalid, methodNotAllowed, noSuchResource, StatusError } from "./status.ts";

/** What a path points at. */
export type Target = {
  readonly resource: Resource;
  readonly namespace: string | null;
  readonly name: string | null;
  readonly sub: string | null;
};

const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** @throws {StatusError} 404 for a resource that no group has. @returns `null` for a group that is not served. */
export function targetOf(pathname: string, resources: readonly Resource[]): Target | null {
  const parts = pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const core = parts[0] === "api";
  const [group, version] = core ? ["", parts[1]] : [parts[1], parts[2]];
  const served = resources.filter((resource) => resource.group === group && resource.version === version);
  if (served.length === 0 || (!core && parts[0] !== "apis")) return null;

  let rest = parts.slice(core ? 2 : 3);
  let namespace: string | null = null;
  const find = (plural: string | undefined) => served.find((resource) => resource.plural === plural);
  if (rest[0] === "namespaces" && rest.length > 2 && !["status", "finalize"].includes(rest[2] ?? "")) {
    namespace = rest[1] ?? null;
    rest = rest.slice(2);
  }
  const resource = find(rest[0]);
  if (!resource || rest.length > 3 || (namespace !== null && !resource.namespaced)) throw noSuchResource();
  const target = { resource, namespace, name: rest[1] ?? null, sub: rest[2] ?? null };
  if (target.name !== null && resource.namespaced && namespace === null) throw noSuchResource();
  return target;
}

const VERBS: Readonly<Record<string, string>> = { GET: "get", POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" };

/** The verb of RBAC. @throws {StatusError} 405 for a method that a path has not. */
export function verbOf(method: string, { name, sub }: Target, query: URLSearchParams): string {
  const verb = VERBS[method];
  if (!verb || (name === null ? ["PUT", "PATCH"].includes(method) : method === "POST" && !isPosted(sub))) throw methodNotAllowed();
  if (name !== null) return verb;
  if (verb === "get") return isTrue(query.get("watch")) ? "watch" : "list";
  return verb === "delete" ? "deletecollection" : verb;
}

const isPosted = (sub: string | null) => sub === "binding" || sub === "eviction";

export const isTrue = (value: string | null): boolean => value === "true" || value === "1";

/** JSON or YAML. @throws {StatusError} 400 or 413 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new StatusError(413, "RequestEntityTooLarge", "the request is too large");
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return null;
  try {
    return request.headers["content-type"]?.includes("yaml") ? parse(text) : JSON.parse(text);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw badRequest(`the object provided is unrecognized: couldn't get version/kind; json parse error: ${what}`);
  }
}

/** @throws {StatusError} 400 for a body that is no object. */
export function objectIn(body: unknown): KubeObject {
  if (!isMap(body)) throw badRequest("the object provided is unrecognized: couldn't get version/kind");
  return { ...body, metadata: isMap(body["metadata"]) ? body["metadata"] : {} } as KubeObject;
}

/** @throws {StatusError} 422 for anything but nothing and `All`. */
export function isDryRun(query: URLSearchParams): boolean {
  const value = query.get("dryRun");
  if (value === null || value === "All") return value === "All";
  const message = `Unsupported value: ["${value}"]: supported values: "All"`;
  throw invalid("CreateOptions.meta.k8s.io", "", { reason: "FieldValueNotSupported", message, field: "dryRun" });
}
