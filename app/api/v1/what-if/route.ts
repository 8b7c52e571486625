import { WhatIf } from "#lib/contract/questions.ts";
import { readBody } from "#lib/http/input.ts";
import { json, routes } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = routes("/api/v1/what-if", {
  POST: async (request) => {
    const { live } = runtime();
    const question = await readBody(request, WhatIf);
    await live.shown();
    return json(live.whatIf(question));
  },
});
