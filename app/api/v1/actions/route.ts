import { ActionQuestion } from "#lib/contract/plan-questions.ts";
import { readQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/api/v1/actions", async (request) => {
  const { cursor, limit } = readQuery(request, ActionQuestion);
  return json(await runtime().planner.actions({ before: cursor ?? null, limit }));
});
