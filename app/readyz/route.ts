import { problemResponse } from "#lib/http/problem.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/readyz", () => {
  const { readiness } = runtime();
  if (readiness.isReady) return json({ ready: true });
  const sources = readiness.unsettled();
  return problemResponse("not-ready", { detail: `Waiting for ${sources.join(", ") || "the cluster"}.`, facts: { sources } });
});
