import { Intent } from "#lib/contract/plan-questions.ts";
import { readBody, readNoQuery } from "#lib/http/input.ts";
import { routes } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes("/api/v1/plans", {
  POST: async (request) => {
    readNoQuery(request);
    const plan = await runtime().planner.make(await readBody(request, Intent));
    return Response.json(plan, { status: 201, headers: { "cache-control": "no-store" } });
  },
});
