import { TargetQuestion } from "#lib/contract/target-questions.ts";
import { readQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { listTargets } from "#lib/services/list-targets.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/api/v1/targets", (request) =>
  json(listTargets(runtime().live.cluster(), readQuery(request, TargetQuestion))),
);
