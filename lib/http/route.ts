import "server-only";
import { z } from "zod";
import type { Problem } from "#lib/contract/problem.ts";
import { ConsoleError } from "#lib/errors.ts";
import { log } from "#lib/log/log.ts";
import { metrics } from "#lib/metrics/metrics.ts";
import { problemResponse } from "./problem.ts";

type Method = "GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Handler<C> = (request: Request, context: C) => Response | Promise<Response>;

const METHODS: readonly Method[] = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"];

/**
 * The exports of a `route.ts`: a handler for every method, so that Next never answers one with an empty body.
 *
 * Every failure leaves as `application/problem+json`.
 *
 * @param path As it is documented, for the metrics.
 */
export function routes<C = unknown>(path: string, handlers: Partial<Record<Method, Handler<C>>>): Record<Method, Handler<C>> {
  const allowed = METHODS.filter((method) => handlers[method] || method === "OPTIONS");
  const allow = { allow: allowed.join(", ") };
  const refuse: Handler<C> = (request) =>
    problemResponse("method-not-allowed", { detail: `${request.method} is not for this route.`, facts: { allowed } }, allow);
  const options: Handler<C> = () => new Response(null, { status: 204, headers: allow });
  const entries = METHODS.map((method) => [method, measured(path, handlers[method] ?? (method === "OPTIONS" ? options : refuse))]);
  return Object.fromEntries(entries) as Record<Method, Handler<C>>;
}

/** A route that is only read: `GET`, and the head of its answer. */
export function readRoute<C = unknown>(path: string, handler: Handler<C>): Record<Method, Handler<C>> {
  return routes(path, readHandlers(handler));
}

/** For a route that is read and written. */
export function readHandlers<C>(handler: Handler<C>): { readonly GET: Handler<C>; readonly HEAD: Handler<C> } {
  return { GET: handler, HEAD: async (request, context) => withoutBody(await handler(request, context)) };
}

/** An answer that no cache keeps. */
export function json(body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { headers: { "cache-control": "no-store", ...headers } });
}

function withoutBody(response: Response): Response {
  return new Response(null, { status: response.status, headers: response.headers });
}

function measured<C>(path: string, handler: Handler<C>): Handler<C> {
  return async (request, context) => {
    const stop = metrics.http.requestSeconds.startTimer({ route: path, method: request.method });
    const response = await answer(handler, request, context);
    stop({ status: response.status });
    return response;
  };
}

async function answer<C>(handler: Handler<C>, request: Request, context: C): Promise<Response> {
  try {
    return await handler(request, context);
  } catch (error) {
    return toProblem(error);
  }
}

function toProblem(error: unknown): Response {
  if (error instanceof z.ZodError) {
    return problemResponse("input-invalid", { detail: "The request does not match the contract.", errors: pointers(error) });
  }
  if (isConsoleError(error)) {
    if (error.cause !== undefined) log.warn({ err: error.cause, code: error.code }, "a request failed");
    return problemResponse(error.code, { detail: error.message, facts: error.facts, ...error.shown });
  }
  if (isStoreError(error)) {
    // A store that is still being opened is no failure; one that cannot be opened is told by the recorder.
    if (error.cause !== undefined) log.warn({ err: error, code: error.code }, "history could not be read or written");
    return problemResponse("history-unavailable", { detail: STORE_FAILURES[error.code] ?? NO_ANSWER, facts: { cause: error.code } });
  }
  // An unknown error may carry a token or an object of the cluster: its text stays here.
  log.error({ err: error }, "a request failed unexpectedly");
  return problemResponse("internal", { detail: "Unexpected error. The server's log says more." });
}

/** By name: the runtime and the routes each load their own copy of the class. */
function isConsoleError(error: unknown): error is ConsoleError {
  return error instanceof ConsoleError || (error instanceof Error && error.name === "ConsoleError" && "code" in error && "facts" in error);
}

const NO_ANSWER = "The store of the history does not answer. The state of now is not affected.";
const STORE_FAILURES: Readonly<Record<string, string>> = {
  "store-full": "The disk of the history is full, so nothing can be written down.",
  "store-read-only": "The store of the history cannot be written.",
  "store-newer": "The store of the history was written by a newer version of the console.",
  "store-damaged": "The store of the history is damaged.",
};

/** By name too, and because this layer knows no store. */
function isStoreError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && error.name === "StoreError" && "code" in error && typeof error.code === "string";
}

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
function pointers(error: z.ZodError): Problem["errors"] {
  return error.issues.flatMap((issue) =>
    (issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]).map((path) => ({
      pointer: `#${path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")}`,
      detail: issue.message,
    })),
  );
}
