import { readNoQuery } from "#lib/http/input.ts";
import { routes } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { requireWriter } from "#lib/services/require-writer.ts";

type Context = { readonly params: Promise<{ readonly id: string }> };

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes<Context>("/api/v1/plans/{id}/apply", {
  POST: async (request, { params }) => {
    readNoQuery(request);
    const { planner, status } = runtime();
    const begun = await planner.apply((await params).id, requireWriter(status()));
    return Response.json(begun, { status: 202, headers: { "cache-control": "no-store", location: `/api/v1/actions/${begun.actionId}` } });
  },
});
