import { readNoQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";

type Context = { readonly params: Promise<{ readonly id: string }> };

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute<Context>("/api/v1/actions/{id}", async (request, { params }) => {
  readNoQuery(request);
  return json(await runtime().planner.action((await params).id));
});
