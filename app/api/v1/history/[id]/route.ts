import { TransitionId } from "#lib/contract/history-questions.ts";
import { readNoQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { readTransition } from "#lib/services/read-transition.ts";

type Context = { params: Promise<{ id: string }> };

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute<Context>("/api/v1/history/{id}", async (request, context) => {
  readNoQuery(request);
  return json(await readTransition(runtime().history.store, TransitionId.parse((await context.params).id)));
});
