import type { Zone } from "#lib/ui/format-time.ts";

const SECONDS = "YYYY-MM-DDTHH:mm:ss".length;

/** A moment as a `datetime-local` field has it, in the reader's zone. */
export function toInput(at: Date, zone: Zone): string {
  const shown = zone === "utc" ? at : new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shown.toISOString().slice(0, SECONDS);
}

/** @returns Null for what is no moment. */
export function fromInput(text: string, zone: Zone): Date | null {
  const at = new Date(zone === "utc" ? `${text}Z` : text);
  return text === "" || Number.isNaN(at.getTime()) ? null : at;
}
