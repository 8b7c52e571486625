import { BandsQuestion } from "#lib/contract/history-questions.ts";
import { readQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { readBands } from "#lib/services/read-bands.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/api/v1/history/bands", async (request) => {
  const listed = runtime()
    .live.list({})
    .items.map(({ ip }) => ip);
  return json(await readBands(runtime().history, readQuery(request, BandsQuestion), listed, Date.now()));
});
