import "server-only";
import { z } from "zod";
import { ConsoleError } from "#lib/errors.ts";
import { bodyTooLarge, MAX_BODY } from "./request-guard.ts";

const MAX_ADDRESS = 64;

/**
 * The query of a URL by its schema. An empty value counts as absent, as a form sends it.
 *
 * A parameter that the route does not know is refused: an answer to a question that was not asked misleads.
 *
 * @throws {z.ZodError}
 */
export function readQuery<S extends z.ZodObject>(request: Request, schema: S): z.output<S> {
  const given = [...new URL(request.url).searchParams].filter(([, value]) => value !== "");
  const values = new Map<string, string>();
  for (const [name, value] of given) values.set(name, values.has(name) ? `${values.get(name)},${value}` : value);
  return schema.strict().parse(Object.fromEntries(values)) as z.output<S>;
}

/** Refuses any query, on a route whose answer one would be expected to change. @throws {z.ZodError} */
export function readNoQuery(request: Request): void {
  readQuery(request, z.object({}));
}

/**
 * A JSON body by its schema.
 *
 * @throws {ConsoleError} `media-type-unsupported`, `body-too-large`, or `input-invalid` where it is not JSON.
 * @throws {z.ZodError}
 */
export async function readBody<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
  // A form of another site can send no JSON without asking first.
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    throw new ConsoleError("media-type-unsupported", "Send the body as application/json.");
  }
  return schema.parse(parseJson(await readText(request)));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConsoleError(
      "input-invalid",
      `The body is not JSON: ${cause instanceof Error ? cause.message.slice(0, 200) : "unreadable"}.`,
    );
  }
}

/** Counts what arrives: the length that a request declares may be a lie, or absent. */
async function readText(request: Request): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY) {
      const { code, detail, facts } = bodyTooLarge();
      throw new ConsoleError(code, detail, { facts });
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

export type AddressContext = { params: Promise<{ ip: string }> };

/** The address in the path, in whatever spelling. @throws {ConsoleError} `address-invalid` for what is too long to be one. */
export async function readAddress({ params }: AddressContext): Promise<string> {
  const text = (await params).ip;
  const ip = decoded(text);
  if (ip !== null && ip.length <= MAX_ADDRESS) return ip;
  throw new ConsoleError("address-invalid", "That is not an IP address.", { facts: { ip: text.slice(0, MAX_ADDRESS) } });
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
