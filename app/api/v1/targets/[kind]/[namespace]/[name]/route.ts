import { TargetName } from "#lib/contract/target-questions.ts";
import { readNoQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";

type Context = { params: Promise<{ kind: string; namespace: string; name: string }> };

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute<Context>(
  "/api/v1/targets/{kind}/{namespace}/{name}",
  async (request, { params }) => {
    readNoQuery(request);
    return json(await runtime().planner.target(TargetName.parse(await params)));
  },
);
