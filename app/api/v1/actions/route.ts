import { ActionQuestion } from "#lib/contract/plan-questions.ts";
import { attachment } from "#lib/http/attachment.ts";
import { readQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/api/v1/actions", async (request) => {
  const { format, ...question } = readQuery(request, ActionQuestion);
  const { planner } = runtime();
  if (format === "json") return json(await planner.actions(question));
  const { name, type, body } = await planner.exportActions(question);
  return attachment(name, type, body);
});
