import { DetectionsQuestion } from "#lib/contract/history-questions.ts";
import { readQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { listDetections } from "#lib/services/list-detections.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/api/v1/detections", async (request) =>
  json(await listDetections(runtime().history.store, readQuery(request, DetectionsQuestion))),
);
