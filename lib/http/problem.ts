import "server-only";
import type { Problem, ProblemCode } from "#lib/contract/problem.ts";
import type { Facts } from "#lib/domain/reason.ts";
import titles from "#messages/en/problems.json" with { type: "json" };

const STATUS: Readonly<Record<ProblemCode, number>> = {
  "input-invalid": 400,
  "read-only": 403,
  forbidden: 403,
  "origin-refused": 403,
  "not-found": 404,
  "method-not-allowed": 405,
  conflict: 409,
  "precondition-failed": 412,
  "body-too-large": 413,
  "url-too-long": 414,
  "media-type-unsupported": 415,
  "host-refused": 421,
  "address-invalid": 422,
  "address-not-canonical": 422,
  "address-family": 422,
  "address-outside-pools": 422,
  "address-in-use": 422,
  "target-unsupported": 422,
  "gate-closed": 422,
  "cluster-unsupported": 422,
  "cni-config-invalid": 422,
  "bundle-too-large": 422,
  "precondition-required": 428,
  internal: 500,
  "cluster-unreachable": 503,
  "cluster-unauthorized": 503,
  "history-unavailable": 503,
  "not-ready": 503,
  "too-many-streams": 503,
};

export type ProblemParts = { readonly detail?: string; readonly facts?: Facts; readonly errors?: Problem["errors"] } & Pick<
  Problem,
  "current" | "sent"
>;

/** An answer that says what went wrong. @see https://www.rfc-editor.org/rfc/rfc9457 */
export function problemResponse(code: ProblemCode, parts: ProblemParts = {}, headers: Record<string, string> = {}): Response {
  const { detail, facts, errors, current, sent } = parts;
  const status = STATUS[code];
  const body = {
    type: `urn:buoy:problem:${code}`,
    title: titles[code],
    status,
    ...(detail !== undefined && { detail }),
    code,
    ...(facts && Object.keys(facts).length > 0 && { facts }),
    ...(errors && { errors }),
    ...(current !== undefined && { current }),
    ...(sent && { sent }),
  };
  return Response.json(body, {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}

export function notFound(): Response {
  return problemResponse("not-found", { detail: "The API has no such route." });
}
