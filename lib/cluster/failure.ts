import "server-only";
import type { Facts } from "#lib/domain/reason.ts";

export const FAILURE_CODES = [
  "unreachable",
  "tls-untrusted",
  "unauthorized",
  "forbidden",
  "kind-missing",
  "expired",
  "malformed",
  "server-error",
  "config-missing",
  "config-invalid",
  "context-unknown",
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** Why a source is not in sync. `message` is the English sentence of `messages/en/sources.json`. */
export class SourceFailure extends Error {
  override readonly name: string = "SourceFailure";
  readonly code: FailureCode;
  readonly facts: Facts;
  /** The HTTP status, where there was one. */
  readonly status: number | null;

  constructor(code: FailureCode, message: string, facts: Facts, options: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.facts = facts;
    this.status = options.status ?? null;
  }
}

/** What a request was about, as an RBAC rule names it. */
export type RequestSubject = {
  readonly verb: "list" | "watch";
  readonly group: string;
  readonly resource: string;
  readonly namespace: string | null;
};

export function unreachable(server: string, detail: string, cause?: unknown): SourceFailure {
  return new SourceFailure(
    "unreachable",
    `The API server at ${server} does not answer (${detail}). Check that it runs and that this machine reaches it.`,
    { server, detail },
    { cause },
  );
}

export function tlsUntrusted(server: string, detail: string, cause?: unknown): SourceFailure {
  return new SourceFailure(
    "tls-untrusted",
    `The certificate of the API server at ${server} is not trusted (${detail}). Check certificate-authority-data in the kubeconfig.`,
    { server, detail },
    { cause },
  );
}

export function unauthorized(server: string): SourceFailure {
  return new SourceFailure(
    "unauthorized",
    `The API server at ${server} does not accept the credentials: they have expired or are wrong. Sign in again; new ones in the kubeconfig are picked up by themselves.`,
    { server },
    { status: 401 },
  );
}

export function forbidden({ verb, group, resource, namespace }: RequestSubject): SourceFailure {
  const rule = JSON.stringify({ apiGroups: [group], resources: [resource], verbs: ["get", "list", "watch"] });
  const where = namespace === null ? "in the whole cluster" : `in the namespace ${namespace}`;
  const role = namespace === null ? "ClusterRole" : "Role";
  return new SourceFailure(
    "forbidden",
    `Not allowed to ${verb} ${resource} ${where}. A ${role} with this rule would allow it: ${rule}`,
    { verb, resource, group, namespace, scope: namespace === null ? "cluster" : "namespace", rule },
    { status: 403 },
  );
}

export function kindMissing(resource: string, group: string): SourceFailure {
  const kind = group ? `${resource}.${group}` : resource;
  return new SourceFailure("kind-missing", `The cluster has no ${kind}.`, { kind }, { status: 404 });
}

export function expired(): SourceFailure {
  return new SourceFailure(
    "expired",
    "The API server no longer has the changes since the last one seen. All is read again.",
    {},
    { status: 410 },
  );
}

export function malformed(detail: string, cause?: unknown): SourceFailure {
  return new SourceFailure("malformed", `The API server’s answer cannot be read (${detail}). All is read again.`, { detail }, { cause });
}

export function serverError(status: number, detail: string): SourceFailure {
  return new SourceFailure("server-error", `The API server answers with an error: ${status} ${detail}`, { status, detail }, { status });
}

export function configMissing(): SourceFailure {
  return new SourceFailure(
    "config-missing",
    "No kubeconfig was found. Set KUBECONFIG, or put one at ~/.kube/config, or run with a service account in a cluster.",
    {},
  );
}

export function configInvalid(detail: string, cause?: unknown): SourceFailure {
  return new SourceFailure("config-invalid", `The kubeconfig cannot be used: ${detail}`, { detail }, { cause });
}

export function contextUnknown(context: string, known: readonly string[]): SourceFailure {
  return new SourceFailure(
    "context-unknown",
    `The kubeconfig has no context ${context}. It has: ${known.join(", ") || "none"}. Set BUOY_CONTEXT to one of these.`,
    { context, known: known.join(", ") || "none" },
  );
}
