import "server-only";
import type { StreamEvent } from "#lib/contract/stream.ts";

const encoder = new TextEncoder();

/** Bounds the wait of a page whose line broke; the browser's own default differs from one to the next. */
export const RETRY = encoder.encode("retry: 1000\n\n");

/** One event as it goes over the line. @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function encodeEvent({ event, data }: StreamEvent, id: string | null = null): Uint8Array {
  return encoder.encode(`event: ${event}\n${id === null ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
}

export function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return whole;
}

/** An id names the process too: a revision means nothing to another one. */
export function idOf(instanceId: string, revision: number): string {
  return `${instanceId}-${revision}`;
}

/** @returns the revision, or `null` when the id is not one of this process. */
export function revisionOf(id: string, instanceId: string): number | null {
  const text = id.startsWith(`${instanceId}-`) ? id.slice(instanceId.length + 1) : "";
  return /^\d{1,16}$/.test(text) ? Number(text) : null;
}
