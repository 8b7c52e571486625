import { readNoQuery } from "#lib/http/input.ts";
import { routes } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { requireWriter } from "#lib/services/require-writer.ts";

type Context = { readonly params: Promise<{ readonly id: string }> };

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes<Context>("/api/v1/actions/{id}/undo", {
  POST: async (request, { params }) => {
    readNoQuery(request);
    const { planner, status } = runtime();
    requireWriter(status());
    const plan = await planner.undo((await params).id);
    return Response.json(plan, { status: 201, headers: { "cache-control": "no-store" } });
  },
});
