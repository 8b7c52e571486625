import "server-only";
import type { NotesList } from "#lib/contract/history.ts";
import { compareAddresses } from "#lib/domain/address.ts";
import type { HistoryStore } from "#lib/history/store.ts";
import { lineOf } from "./csv.ts";
import { presentNotes } from "./notes.ts";

const HEADING = ["ip", "owner", "text", "runbook", "version", "updatedAt", "updatedBy"];

/** All notes, also of addresses that nobody claims. @throws {StoreError} */
export async function listNotes(store: Pick<HistoryStore, "allNotes">): Promise<NotesList> {
  const all = await store.allNotes();
  const items = [...all].toSorted(([a], [b]) => compareAddresses(a, b));
  return { items: items.map(([ip, notes]) => ({ ip, notes: presentNotes(notes) })) };
}

export function notesCsv({ items }: NotesList): string {
  const rows = items.map(({ ip, notes }) => [ip, notes.owner, notes.text, notes.runbook, notes.version, notes.updatedAt, notes.updatedBy]);
  return [HEADING, ...rows].map(lineOf).join("");
}
