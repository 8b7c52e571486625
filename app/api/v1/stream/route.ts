import { eventStream } from "#lib/http/event-stream.ts";
import { routes } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes("/api/v1/stream", {
  GET: (request) => eventStream(runtime().hub.open(request.headers.get("last-event-id"), request.signal)),
});
