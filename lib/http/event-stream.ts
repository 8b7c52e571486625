import "server-only";

/** Answers with Server-Sent Events. @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function eventStream(body: ReadableStream<Uint8Array>): Response {
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // Without `no-transform` Next compresses the stream, and a proxy may hold it back.
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
