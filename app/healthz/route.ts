import { json, readRoute } from "#lib/http/route.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/healthz", () => json({ status: "ok" }));
