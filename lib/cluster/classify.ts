import "server-only";
import { z } from "zod";
import {
  expired,
  forbidden,
  kindMissing,
  malformed,
  type RequestSubject,
  SourceFailure,
  serverError,
  tlsUntrusted,
  unauthorized,
  unreachable,
} from "./failure.ts";

/** `v1.Status`: the body of an error answer, and the object of an ERROR event. */
const StatusObject = z.object({
  code: z.number().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

const TLS_CODES = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_SSL|ERR_TLS|EPROTO/;
const DETAIL_LENGTH = 200;

/** What an answer other than 2xx means for a source. */
export function failureOfStatus(status: number, body: string, server: string, subject: RequestSubject | null): SourceFailure {
  if (status === 401) return unauthorized(server);
  if (status === 410) return expired();
  if (subject && status === 403) return forbidden(subject);
  if (subject && status === 404) return kindMissing(subject.resource, subject.group);
  return serverError(status, messageOf(body));
}

/** What an ERROR event ends a watch with. It carries a Status, never an object of the watched kind. */
export function failureOfErrorEvent(object: unknown): SourceFailure {
  const status = StatusObject.safeParse(object).data;
  if (!status) return malformed("an ERROR event without a status");
  // "Expired" comes with 410 from the watch cache and with other codes through proxies.
  if (status.code === 410 || status.reason === "Expired" || status.reason === "Gone") return expired();
  return serverError(status.code ?? 500, (status.message ?? "").slice(0, DETAIL_LENGTH));
}

/** What an exception of the network layer means. A {@link SourceFailure} stays what it is. */
export function failureOfException(error: unknown, server: string): SourceFailure {
  if (error instanceof SourceFailure) return error;
  const cause = rootCauseOf(error);
  const code = codeOf(cause);
  const detail = (cause instanceof Error ? cause.message : String(cause)).slice(0, DETAIL_LENGTH) || code;
  return TLS_CODES.test(code) ? tlsUntrusted(server, detail, error) : unreachable(server, detail, error);
}

/** Node wraps: "fetch failed" holds the reason as its cause, and a name with two addresses fails with one error each. */
function rootCauseOf(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCauseOf(error.errors[0]);
  if (error instanceof Error && error.cause instanceof Error) return rootCauseOf(error.cause);
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function messageOf(body: string): string {
  try {
    const message = StatusObject.safeParse(JSON.parse(body)).data?.message;
    if (message) return message.slice(0, DETAIL_LENGTH);
  } catch {
    // Proxies answer in HTML or plain text.
  }
  return body.trim().slice(0, DETAIL_LENGTH);
}
