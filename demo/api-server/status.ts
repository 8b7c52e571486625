import type { Resource } from "./objects.ts";

export type StatusDetails = Readonly<Record<string, unknown>>;

/** A failed request, in the form of Kubernetes: an object of kind Status. */
export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  body(): Readonly<Record<string, unknown>> {
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: this.message,
      ...(this.reason ? { reason: this.reason } : {}),
      ...(this.details ? { details: this.details } : {}),
      code: this.code,
    };
  }
}

type Named = Pick<Resource, "group" | "plural">;

const qualified = ({ group, plural }: Named) => (group === "" ? plural : `${plural}.${group}`);
const about = ({ group, plural }: Named, name: string): StatusDetails => ({ name, ...(group ? { group } : {}), kind: plural });

export const notFound = (resource: Named, name: string) =>
  new StatusError(404, "NotFound", `${qualified(resource)} "${name}" not found`, about(resource, name));
export const alreadyExists = (resource: Named, name: string) =>
  new StatusError(409, "AlreadyExists", `${qualified(resource)} "${name}" already exists`, about(resource, name));
export const conflict = (
  resource: Named,
  name: string,
  why = "the object has been modified; please apply your changes to the latest version and try again",
) => new StatusError(409, "Conflict", `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`, about(resource, name));
export const expired = (message: string) => new StatusError(410, "Expired", message);
export const badRequest = (message: string) => new StatusError(400, "BadRequest", message);
export const noSuchResource = () => new StatusError(404, "NotFound", "the server could not find the requested resource", {});
export const methodNotAllowed = () =>
  new StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});
export const rejected = () => new StatusError(422, "Invalid", "the server rejected our request due to an error in our request", {});

export type Cause = { readonly reason: string; readonly message: string; readonly field: string };

/** 422 with its cause. @param kind As in `ConfigMap`; for the options of a request `ListOptions.meta.k8s.io`. */
export function invalid(kind: string, name: string, cause: Cause): StatusError {
  const [plain = kind, ...group] = kind.split(".");
  return new StatusError(422, "Invalid", `${kind} "${name}" is invalid: ${cause.field}: ${cause.message}`, {
    ...(name ? { name } : {}),
    ...(group.length > 0 ? { group: group.join(".") } : {}),
    kind: plain,
    causes: [cause],
  });
}
