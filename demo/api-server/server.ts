import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { discover } from "./discovery.ts";
import { apiVersionOf, isMap, type JsonMap, type KubeObject, type Resource } from "./objects.ts";
import { createPager } from "./pages.ts";
import { jsonPatch, mergePatch, strategicPatch } from "./patch.ts";
import { type CalicoGroup, servedResources } from "./resources.ts";
import { fieldMatcher, labelMatcher } from "./selectors.ts";
import { badRequest, notFound, StatusError } from "./status.ts";
import { Storage, type WriteOptions } from "./storage.ts";
import { serveWatch } from "./watch.ts";

export type ApiServer = {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly storage: Storage;
  /** Forgets all changes and the rests of all lists: watches and lists from before get 410. */
  compact(): void;
  stop(): Promise<void>;
};

export type ApiServerOptions = {
  readonly port?: number;
  readonly calico?: CalicoGroup;
  readonly gitVersion?: string;
  /** Bearer tokens that are let in; without them everybody is. */
  readonly tokens?: readonly string[];
  readonly bookmarkEveryMs?: number;
  readonly now?: () => Date;
};

const MAX_BODY_BYTES = 3 * 1024 * 1024;
const DEFAULT_TIMEOUT_SECONDS = 1_800;
const GRACE_SECONDS = 30;

/** A small Kubernetes API server in memory, on 127.0.0.1, over plain HTTP. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const { calico = "crd.projectcalico.org/v1", gitVersion = "v1.36.1", tokens, bookmarkEveryMs = 5_000 } = options;
  const resources = servedResources(calico);
  const storage = new Storage(options.now ? { now: options.now } : {});
  const pager = createPager();
  const handle = createHandler({ resources, storage, pager, gitVersion, bookmarkEveryMs });

  const server = createServer((request, response) => {
    const token = request.headers.authorization?.replace(/^Bearer /, "");
    if (tokens && !tokens.includes(token ?? "")) return sendError(response, new StatusError(401, "Unauthorized", "Unauthorized"));
    handle(request, response).catch((error: unknown) => sendError(response, error));
  });
  await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    storage,
    compact() {
      storage.compact();
      pager.expireAll();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Context = {
  readonly resources: readonly Resource[];
  readonly storage: Storage;
  readonly pager: ReturnType<typeof createPager>;
  readonly gitVersion: string;
  readonly bookmarkEveryMs: number;
};

type Target = { readonly resource: Resource; readonly namespace: string | null; readonly name: string | null; readonly sub: string | null };

function createHandler(context: Context) {
  const { resources, storage } = context;

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (["/readyz", "/livez", "/healthz"].includes(pathname))
      return void response.writeHead(200, { "content-type": "text/plain" }).end("ok");
    const discovered = discover(pathname, resources, context.gitVersion);
    if (discovered !== null) return send(response, 200, discovered);

    const body = request.method === "GET" ? null : await readBody(request);
    if (/^\/apis\/authorization\.k8s\.io\/v1\/selfsubject(access|rules)reviews$/.test(pathname)) {
      return send(response, 201, {
        ...(isMap(body) ? body : {}),
        status: { allowed: true, resourceRules: [], nonResourceRules: [], incomplete: false },
      });
    }
    const target = targetOf(pathname, resources);
    if (!target) throw new StatusError(404, "NotFound", "the server could not find the requested resource");
    if (target.name === null && request.method === "GET") return list(context, target, searchParams, response);

    const write: WriteOptions = {
      dryRun: searchParams.get("dryRun") === "All",
      manager: searchParams.get("fieldManager") ?? (request.headers["user-agent"] ?? "unknown").split("/")[0] ?? "unknown",
    };
    const { status, object } = act(storage, target, request, body, write);
    send(response, status, object);
  };
}

function list(
  { storage, pager, bookmarkEveryMs }: Context,
  { resource, namespace }: Target,
  query: URLSearchParams,
  response: ServerResponse,
): void {
  const [labels, fields] = [labelMatcher(query.get("labelSelector") ?? ""), fieldMatcher(query.get("fieldSelector") ?? "")];
  const matches = (object: KubeObject) => labels(object) && fields(object);
  if (["true", "1"].includes(query.get("watch") ?? "")) {
    const version = query.get("resourceVersion") ?? "";
    const sendInitialEvents = query.get("sendInitialEvents") === "true";
    serveWatch(
      storage,
      response,
      {
        resource,
        namespace,
        matches,
        from: version === "" || version === "0" ? null : Number(version),
        bookmarks: query.get("allowWatchBookmarks") === "true",
        sendInitialEvents,
        timeoutSeconds: Number(query.get("timeoutSeconds") ?? DEFAULT_TIMEOUT_SECONDS),
      },
      bookmarkEveryMs,
    );
    return;
  }
  const limit = Number(query.get("limit") ?? 0);
  const token = query.get("continue");
  const page = token ? pager.next(token, limit) : pager.first(storage.list(resource, namespace).filter(matches), storage.version, limit);
  send(response, 200, {
    kind: `${resource.kind}List`,
    apiVersion: apiVersionOf(resource),
    metadata: {
      resourceVersion: String(page.version),
      ...(page.continueToken ? { continue: page.continueToken, remainingItemCount: page.remaining } : {}),
    },
    items: page.items,
  });
}

type Answer = { readonly status: number; readonly object: unknown };

function act(storage: Storage, target: Target, request: IncomingMessage, body: unknown, write: WriteOptions): Answer {
  const { resource, sub } = target;
  const namespace = target.namespace ?? "";
  if (target.name === null) {
    if (request.method !== "POST")
      throw new StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    if (resource.namespaced && !storage.list(NAMESPACES, null).some(({ metadata }) => metadata.name === namespace))
      throw notFound("namespaces", namespace);
    return { status: 201, object: storage.create(resource, namespace, objectIn(body), write) };
  }
  if (sub === "eviction" || sub === "binding") {
    if (sub === "binding") return bind(storage, resource, namespace, target.name, body, write);
    const pod = storage.get(resource, namespace, target.name);
    storage.delete(resource, pod, graceOf(pod, isMap(body) && isMap(body["deleteOptions"]) ? body["deleteOptions"] : null), write.dryRun);
    return { status: 201, object: { kind: "Status", apiVersion: "v1", status: "Success" } };
  }
  if (request.method === "PATCH" && String(request.headers["content-type"]).includes("apply-patch")) {
    return applyObject(storage, target, objectIn(body), { ...write, operation: "Apply" });
  }
  const before = storage.get(resource, namespace, target.name);
  const part = sub === "status" ? "status" : "object";
  switch (request.method) {
    case "GET":
      return { status: 200, object: sub === "scale" ? scaleOf(before) : before };
    case "PUT":
    case "PATCH": {
      if (sub === "scale") {
        const wanted = request.method === "PUT" ? body : patched(request, scaleOf(before), body);
        const replicas = isMap(wanted) && isMap(wanted["spec"]) ? wanted["spec"]["replicas"] : undefined;
        const object = storage.update(resource, before, { ...before, spec: { ...(before["spec"] as JsonMap), replicas } }, "object", write);
        return { status: 200, object: scaleOf(object) };
      }
      const wanted = request.method === "PUT" ? objectIn(body) : objectIn(patched(request, before, body));
      return { status: 200, object: storage.update(resource, before, wanted, part, write) };
    }
    case "DELETE": {
      const preconditions = isMap(body) && isMap(body["preconditions"]) ? body["preconditions"] : {};
      for (const key of ["uid", "resourceVersion"] as const) {
        if (preconditions[key] !== undefined && preconditions[key] !== before.metadata[key]) {
          throw new StatusError(
            409,
            "Conflict",
            `Precondition failed: ${key} in precondition: ${String(preconditions[key])}, ${key} in object meta: ${before.metadata[key]}`,
          );
        }
      }
      const fromQuery = new URL(request.url ?? "/", "http://localhost").searchParams.get("gracePeriodSeconds");
      const options = fromQuery === null ? (isMap(body) ? body : null) : { gracePeriodSeconds: Number(fromQuery) };
      return {
        status: 200,
        object: storage.delete(resource, before, resource.kind === "Pod" ? graceOf(before, options) : 0, write.dryRun),
      };
    }
    default:
      throw new StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }
}

const NAMESPACES: Resource = { group: "", version: "v1", plural: "namespaces", kind: "Namespace", namespaced: false, hasStatus: true };

function bind(storage: Storage, resource: Resource, namespace: string, name: string, body: unknown, write: WriteOptions): Answer {
  const pod = storage.get(resource, namespace, name);
  const nodeName = isMap(body) && isMap(body["target"]) ? body["target"]["name"] : undefined;
  if (typeof nodeName !== "string") throw badRequest("a binding names a target");
  const spec = pod["spec"] as JsonMap;
  if (spec["nodeName"]) throw new StatusError(409, "Conflict", `pod ${name} is already assigned to node "${String(spec["nodeName"])}"`);
  storage.update(resource, pod, { ...pod, spec: { ...spec, nodeName } }, "object", write);
  return { status: 201, object: { kind: "Status", apiVersion: "v1", status: "Success" } };
}

function applyObject(storage: Storage, { resource, namespace, name, sub }: Target, object: KubeObject, write: WriteOptions): Answer {
  const found = storage.list(resource, namespace).find(({ metadata }) => metadata.name === name);
  if (!found) return { status: 201, object: storage.create(resource, namespace ?? "", object, write) };
  const wanted = strategicPatch(found, { ...object, metadata: { ...object.metadata, managedFields: undefined } }) as KubeObject;
  return { status: 200, object: storage.update(resource, found, wanted, sub === "status" ? "status" : "object", write) };
}

function patched(request: IncomingMessage, before: unknown, patch: unknown): unknown {
  const type = String(request.headers["content-type"]);
  if (type.includes("json-patch+json")) return jsonPatch(before, patch);
  if (type.includes("strategic-merge-patch")) return strategicPatch(before, patch);
  if (type.includes("merge-patch")) return mergePatch(before, patch);
  throw new StatusError(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json`,
  );
}

function graceOf(pod: KubeObject, options: JsonMap | null): number {
  const spec = isMap(pod["spec"]) ? pod["spec"] : {};
  if (typeof options?.["gracePeriodSeconds"] === "number") return options["gracePeriodSeconds"];
  // Nobody has to be waited for on a pod that no kubelet runs.
  return spec["nodeName"] ? Number(spec["terminationGracePeriodSeconds"] ?? GRACE_SECONDS) : 0;
}

function scaleOf({ metadata, ...object }: KubeObject): unknown {
  const [spec, status] = [object["spec"], object["status"]].map((part) => (isMap(part) ? part : {}));
  const { name, namespace, uid, resourceVersion } = metadata;
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion },
    spec: { replicas: spec?.["replicas"] },
    status: { replicas: status?.["replicas"] ?? 0 },
  };
}

function targetOf(pathname: string, resources: readonly Resource[]): Target | null {
  const parts = pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodeURIComponent);
  const core = parts[0] === "api";
  const [group, version] = core ? ["", parts[1]] : [parts[1], parts[2]];
  let rest = parts.slice(core ? 2 : 3);
  let namespace: string | null = null;
  const find = (plural: string | undefined) =>
    resources.find((resource) => resource.group === group && resource.version === version && resource.plural === plural);
  if (rest[0] === "namespaces" && rest.length > 2 && find(rest[2])?.namespaced) {
    namespace = rest[1] ?? null;
    rest = rest.slice(2);
  }
  const resource = find(rest[0]);
  if (!resource || rest.length > 3) return null;
  return { resource, namespace, name: rest[1] ?? null, sub: rest[2] ?? null };
}

function objectIn(body: unknown): KubeObject {
  if (!isMap(body) || !isMap(body["metadata"])) throw badRequest("the body is not an object with metadata");
  return body as KubeObject;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
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
    return JSON.parse(text);
  } catch {
    throw badRequest("the body is not JSON");
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function sendError(response: ServerResponse, error: unknown): void {
  const known =
    error instanceof StatusError ? error : new StatusError(500, "InternalError", error instanceof Error ? error.message : String(error));
  if (response.headersSent) response.end();
  else send(response, known.code, known.body());
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}
