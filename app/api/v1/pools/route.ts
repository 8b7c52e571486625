import { PoolsQuestion } from "#lib/contract/questions.ts";
import { attachment } from "#lib/http/attachment.ts";
import { readQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { CSV_TYPE } from "#lib/services/csv.ts";
import { fileName } from "#lib/services/export-pages.ts";
import { csvOfPools } from "#lib/services/export-pools.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/api/v1/pools", async (request) => {
  const { format } = readQuery(request, PoolsQuestion);
  const pools = await runtime().live.pools();
  if (format === undefined) return json(pools);
  const name = fileName("addresses", "all", Date.now(), format);
  if (format === "csv") return attachment(name, CSV_TYPE, csvOfPools(pools));
  return attachment(name, "application/json", JSON.stringify(pools));
});
