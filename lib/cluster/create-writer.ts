import "server-only";
import { z } from "zod";
import type { ApiClient } from "./api-client.ts";
import { SourceFailure } from "./failure.ts";
import type { ObjectRef, Write, WriteAnswer, WriteFailure, Writer } from "./writer.ts";

/** By whom `metadata.managedFields` says it was written. */
const FIELD_MANAGER = "buoy";
const TIMEOUT_MS = 15_000;

const Refusal = z.object({ message: z.string().optional(), reason: z.string().optional() });

/** Before these, nothing was sent: the write has certainly not happened. */
const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** @see https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run */
export function createWriter(api: Pick<ApiClient, "ask">): Writer {
  async function send(write: Write, isDry: boolean): Promise<WriteAnswer> {
    const query = new URLSearchParams({ fieldManager: FIELD_MANAGER, ...(isDry && { dryRun: "All" }) });
    const request = requestOf(write, isDry);
    const path = `${pathOf(write.ref, write.verb === "create")}?${query}`;
    return answer(() => api.ask({ ...request, path, ...patience() }), write.verb, write.ref);
  }

  return {
    dryRun: (write) => send(write, true),
    apply: (write) => send(write, false),
    read: (ref) => answer(() => api.ask({ method: "GET", path: pathOf(ref, false), body: null, ...patience() }), "get", ref),
  };
}

function patience() {
  return { signal: AbortSignal.timeout(TIMEOUT_MS), timeoutMs: TIMEOUT_MS };
}

function requestOf(write: Write, isDry: boolean): Pick<Parameters<ApiClient["ask"]>[0], "method" | "body"> {
  switch (write.verb) {
    case "create":
      return { method: "POST", body: json("application/json", write.object) };
    case "patch":
      return { method: "PATCH", body: json("application/merge-patch+json", withPrecondition(write)) };
    case "delete":
      return {
        method: "DELETE",
        // With options in the body the server reads none of the query: a dry run that says so only there deletes.
        body: json("application/json", {
          preconditions: { uid: write.uid, resourceVersion: write.resourceVersion },
          ...(isDry && { dryRun: ["All"] }),
        }),
      };
  }
}

/** The server answers 409 where a merge patch names another version or another object than it has. */
function withPrecondition({ patch, uid, resourceVersion }: Extract<Write, { verb: "patch" }>): object {
  const { metadata } = patch as { metadata?: object };
  return { ...patch, metadata: { ...metadata, uid, resourceVersion } };
}

function json(type: string, value: object): { type: string; text: string } {
  return { type, text: JSON.stringify(value) };
}

function pathOf({ group, version, resource, namespace, name }: ObjectRef, isCollection: boolean): string {
  const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope = namespace === null ? "" : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${scope}/${resource}${isCollection ? "" : `/${encodeURIComponent(name)}`}`;
}

type Verb = Write["verb"] | "get";

async function answer(ask: () => ReturnType<ApiClient["ask"]>, verb: Verb, ref: ObjectRef): Promise<WriteAnswer> {
  try {
    const { status, text } = await ask();
    if (status < 300) return { ok: true, object: JSON.parse(text) };
    return { ok: false, failure: failureOf(status, text, verb, ref) };
  } catch (error) {
    return { ok: false, failure: failureOfSilence(error, verb) };
  }
}

function failureOf(status: number, text: string, verb: Verb, ref: ObjectRef): WriteFailure {
  const message = messageOf(text) || `The API server answers with ${status}.`;
  // An admission policy refuses with 403 too, and then no rule would help.
  if (status === 403 && /cannot \w+ resource/.test(message)) {
    const rule = JSON.stringify({ apiGroups: [ref.group], resources: [ref.resource], resourceNames: namesOf(verb, ref), verbs: [verb] });
    return { code: "forbidden", message, rule };
  }
  if (status === 404) return { code: "not-found", message, rule: null };
  if (status === 409) return { code: "conflict", message, rule: null };
  // 504 and the like come from in front of the storage: it may have been written.
  if (status >= 500 && verb !== "get") return { code: "result-unknown", message, rule: null };
  return { code: status >= 500 ? "unreachable" : "refused", message, rule: null };
}

/** A create cannot be allowed by name. */
function namesOf(verb: Verb, { name }: ObjectRef): string[] | undefined {
  return verb === "create" ? undefined : [name];
}

function failureOfSilence(error: unknown, verb: Verb): WriteFailure {
  const message = error instanceof Error ? error.message : String(error);
  const wasSent = verb !== "get" && !neverSent(error);
  return { code: wasSent ? "result-unknown" : "unreachable", message, rule: null };
}

function neverSent(error: unknown): boolean {
  if (error instanceof SourceFailure && error.code !== "unreachable") return true;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && NEVER_SENT.test(String(cause.code))) return true;
    if (cause instanceof AggregateError && cause.errors.some(neverSent)) return true;
  }
  return false;
}

function messageOf(text: string): string {
  try {
    return Refusal.safeParse(JSON.parse(text)).data?.message ?? "";
  } catch {
    return "";
  }
}
