/** A failed request, in the form of Kubernetes: an object of kind Status. */
export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason: string, message: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  body(): Readonly<Record<string, unknown>> {
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: this.message,
      reason: this.reason,
      code: this.code,
    };
  }
}

export const notFound = (plural: string, name: string) => new StatusError(404, "NotFound", `${plural} "${name}" not found`);
export const alreadyExists = (plural: string, name: string) => new StatusError(409, "AlreadyExists", `${plural} "${name}" already exists`);
export const conflict = (plural: string, name: string) =>
  new StatusError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${plural} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
  );
export const expired = (message: string) => new StatusError(410, "Expired", message);
export const badRequest = (message: string) => new StatusError(400, "BadRequest", message);
export const invalid = (message: string) => new StatusError(422, "Invalid", message);
