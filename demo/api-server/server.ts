import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { discover } from "./discovery.ts";
import { apiVersionOf, type Resource } from "./objects.ts";
import { createPager } from "./pages.ts";
import { matcherOf, type Reading, readList, readWatch } from "./read.ts";
import { isDryRun, readBody, targetOf, verbOf } from "./request.ts";
import { type CalicoGroup, servedResources } from "./resources.ts";
import { forbidden, review, type Wish } from "./reviews.ts";
import { StatusError } from "./status.ts";
import { Storage } from "./storage.ts";
import { removeAll, scaleOf, write } from "./write.ts";

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
  /** Bearer tokens that are let in, each a user; without them everybody is `demo`. */
  readonly tokens?: readonly string[];
  /** What a user may do; everything unless it is told. */
  readonly allows?: (wish: Wish, user: string) => boolean;
  readonly bookmarkEveryMs?: number;
  /** How many changes are kept for watches that come back. */
  readonly keptChanges?: number;
  readonly now?: () => Date;
};

const BY_ITSELF = { dryRun: false, manager: "kube-apiserver" };

/** A small Kubernetes API server in memory, on 127.0.0.1, over plain HTTP. */
export async function startApiServer(options: ApiServerOptions = {}): Promise<ApiServer> {
  const { now, keptChanges, tokens } = options;
  const storage = new Storage({ ...(now ? { now } : {}), ...(keptChanges ? { keptChanges } : {}) });
  const pager = createPager();
  const resources = servedResources(options.calico ?? "crd.projectcalico.org/v1");
  const namespaces = resources.find(({ plural }) => plural === "namespaces");
  for (const name of ["default", "kube-node-lease", "kube-public", "kube-system"]) {
    if (namespaces) storage.create(namespaces, "", { apiVersion: "v1", kind: "Namespace", metadata: { name } }, BY_ITSELF);
  }
  const handle = createHandler({
    resources,
    storage,
    pager,
    gitVersion: options.gitVersion ?? "v1.36.1",
    bookmarkEveryMs: options.bookmarkEveryMs ?? 5_000,
    allows: options.allows ?? (() => true),
  });

  const server = createServer((request, response) => {
    const token = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
    if (tokens && !tokens.includes(token)) return sendError(response, new StatusError(401, "Unauthorized", "Unauthorized"));
    handle(request, response, tokens ? token : "demo").catch((error: unknown) => sendError(response, error));
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

type Context = Reading & {
  readonly resources: readonly Resource[];
  readonly gitVersion: string;
  readonly allows: (wish: Wish, user: string) => boolean;
};

function createHandler(context: Context) {
  const { resources, storage, gitVersion, allows } = context;

  return async (request: IncomingMessage, response: ServerResponse, user: string): Promise<void> => {
    const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://localhost");
    if (["/readyz", "/livez", "/healthz"].includes(pathname)) return sendText(response, 200, "ok");
    const discovered = discover(pathname, resources, gitVersion);
    if (discovered !== null) return send(response, 200, discovered);

    const body = request.method === "GET" ? null : await readBody(request);
    const answer = review(pathname, body, user, (wish) => allows(wish, user));
    if (answer !== null) return send(response, 201, answer);
    const target = targetOf(pathname, resources);
    if (!target) return sendText(response, 404, "404 page not found\n");

    const { resource, namespace, name, sub } = target;
    const verb = verbOf(request.method ?? "GET", target, query);
    const wish = { verb, group: resource.group, resource: [resource.plural, sub].filter(Boolean).join("/"), namespace: namespace ?? "" };
    if (!allows(wish, user)) throw forbidden(wish, name, user);

    if (verb === "watch") return readWatch(context, target, query, response);
    if (verb === "list") return send(response, 200, readList(context, target, query));
    if (verb === "get") {
      const found = storage.get(resource, namespace ?? "", name ?? "");
      return send(response, 200, sub === "scale" ? scaleOf(found) : found);
    }
    const options = {
      dryRun: isDryRun(query),
      manager: query.get("fieldManager") ?? (request.headers["user-agent"] ?? "unknown").split("/")[0] ?? "unknown",
    };
    if (verb === "deletecollection") {
      const items = removeAll(storage, target, matcherOf(resource, query), options);
      const metadata = { resourceVersion: String(storage.version) };
      return send(response, 200, { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata, items });
    }
    const { status, object } = write({ storage, resources, target, request, query, body, options });
    send(response, status, object);
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
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
