import "server-only";

/** An answer that the browser saves. @param name ASCII, without quotes. */
export function attachment(name: string, type: string, body: BodyInit): Response {
  return new Response(body, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
    },
  });
}
