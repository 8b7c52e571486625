import { readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/metrics", async () => {
  const { metrics } = runtime();
  return new Response(await metrics.metrics(), { headers: { "content-type": metrics.contentType, "cache-control": "no-store" } });
});
