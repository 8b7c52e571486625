import { NotesListQuestion } from "#lib/contract/history-questions.ts";
import { attachment } from "#lib/http/attachment.ts";
import { readQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { CSV_TYPE } from "#lib/services/csv.ts";
import { fileName } from "#lib/services/export-pages.ts";
import { listNotes, notesCsv } from "#lib/services/list-notes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/api/v1/notes", async (request) => {
  const { format } = readQuery(request, NotesListQuestion);
  const list = await listNotes(runtime().history.store);
  return format === "json" ? json(list) : attachment(fileName("notes", "all", Date.now(), "csv"), CSV_TYPE, notesCsv(list));
});
