import { Acknowledge, TransitionId } from "#lib/contract/history-questions.ts";
import { readBody } from "#lib/http/input.ts";
import { json, routes } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { acknowledge } from "#lib/services/acknowledge.ts";
import { requireWriter } from "#lib/services/require-writer.ts";

type Context = { params: Promise<{ id: string }> };

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes<Context>("/api/v1/history/{id}/acknowledge", {
  POST: async (request, context) => {
    const by = requireWriter(runtime().status());
    const id = TransitionId.parse((await context.params).id);
    const { comment } = await readBody(request, Acknowledge);
    return json(await acknowledge(runtime().history.store, { id, comment, by, at: Date.now() }));
  },
});
