import { NotesInput } from "#lib/contract/history-questions.ts";
import { type AddressContext, readAddress, readBody, readNoQuery } from "#lib/http/input.ts";
import { json, readHandlers, routes } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { etagOf, readNotes, writeNotes } from "#lib/services/notes.ts";
import { requireWriter } from "#lib/services/require-writer.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes<AddressContext>("/api/v1/floating-ips/{ip}/notes", {
  ...readHandlers<AddressContext>(async (request, context) => {
    readNoQuery(request);
    const answer = await readNotes(runtime().history.store, await readAddress(context));
    return json(answer, etagOf(answer));
  }),
  PUT: async (request, context) => {
    const by = requireWriter(runtime().status());
    const ip = await readAddress(context);
    const preconditions = { ifMatch: request.headers.get("if-match"), ifNoneMatch: request.headers.get("if-none-match") };
    const notes = await readBody(request, NotesInput);
    const answer = await writeNotes(runtime().history.store, { ip, notes, preconditions, by, at: Date.now() });
    return json(answer, etagOf(answer));
  },
});
