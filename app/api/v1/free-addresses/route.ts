import { FreeQuestion } from "#lib/contract/questions.ts";
import { readQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/api/v1/free-addresses", (request) =>
  json(runtime().live.freeAddresses(readQuery(request, FreeQuestion))),
);
