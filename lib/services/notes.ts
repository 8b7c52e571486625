import "server-only";
import type { Notes, NotesAnswer } from "#lib/contract/history.ts";
import type { NotesInput } from "#lib/contract/history-questions.ts";
import { ConsoleError } from "#lib/errors.ts";
import type * as stored from "#lib/history/store.ts";
import { presentInstant } from "./present-transition.ts";
import { requireAddress } from "./require-address.ts";

type NotesStore = Pick<stored.HistoryStore, "notes" | "putNotes">;

/** What the writer has read: the headers of RFC 9110, 13.1. */
export type Preconditions = { readonly ifMatch: string | null; readonly ifNoneMatch: string | null };

export type WriteNotes = {
  readonly ip: string;
  readonly notes: NotesInput;
  readonly preconditions: Preconditions;
  readonly by: string;
  readonly at: number;
};

/** @param ip Any spelling. @throws {ConsoleError} `address-invalid`. @throws {StoreError} */
export async function readNotes(store: NotesStore, ip: string): Promise<NotesAnswer> {
  const address = requireAddress(ip);
  const notes = await store.notes(address);
  return { ip: address, notes: notes && presentNotes(notes) };
}

/**
 * Writes the notes of an address, unless somebody else wrote them since the writer read them.
 *
 * @throws {ConsoleError} `address-invalid`; `precondition-required` without a precondition; `precondition-failed`, with what
 *   stands now and what was sent.
 * @throws {StoreError}
 */
export async function writeNotes(store: NotesStore, { ip, notes, preconditions, by, at }: WriteNotes): Promise<NotesAnswer> {
  const address = requireAddress(ip);
  const expected = expectedOf(preconditions, await store.notes(address));
  const text = { owner: notes.owner, text: notes.text, runbook: notes.runbook };
  const outcome =
    expected === "other" ? { written: false, notes: await store.notes(address) } : await store.putNotes(address, text, expected, by, at);
  const current = outcome.notes && presentNotes(outcome.notes);
  if (outcome.written) return { ip: address, notes: current };
  const detail = current
    ? `${current.updatedBy} wrote these notes at ${current.updatedAt}. Nothing was overwritten.`
    : "These notes are gone. Nothing was written.";
  throw new ConsoleError("precondition-failed", detail, { facts: { ip: address }, shown: { current, sent: text } });
}

/** The validator of what was answered; none where there are no notes. */
export function etagOf({ notes }: NotesAnswer): Record<string, string> {
  return notes ? { etag: `"${notes.version}"` } : {};
}

export function presentNotes({ owner, text, runbook, version, updatedAt, updatedBy }: stored.Notes): Notes {
  return { owner, text, runbook, version, updatedAt: presentInstant(updatedAt), updatedBy };
}

/** @returns The version to overwrite, `null` for none yet, or `other` where it is none that stands. */
function expectedOf({ ifMatch, ifNoneMatch }: Preconditions, current: stored.Notes | null): number | null | "other" {
  if (ifMatch === null && ifNoneMatch === null) {
    throw new ConsoleError(
      "precondition-required",
      "Send If-Match with the ETag that you have read, or If-None-Match: * where there were no notes.",
    );
  }
  if (ifMatch !== null && ifNoneMatch !== null) throw new ConsoleError("input-invalid", "Send either If-Match or If-None-Match.");
  if (ifNoneMatch !== null) {
    if (ifNoneMatch.trim() !== "*") throw new ConsoleError("input-invalid", "If-None-Match is only understood as *.");
    return null;
  }
  if (current === null) return "other";
  // A proxy that compresses makes a weak one of it. It is a number all the same.
  const tags = (ifMatch ?? "").split(",").map((tag) => /^\s*(?:W\/)?"(\d{1,15})"\s*$/.exec(tag)?.[1]);
  return ifMatch?.trim() === "*" || tags.includes(String(current.version)) ? current.version : "other";
}
