import { apiServerContract } from "../contract/api-server-contract.ts";
import { startApiServer } from "./server.ts";

apiServerContract(async () => {
  const { url, compact, stop } = await startApiServer({ bookmarkEveryMs: 300 });
  return { credentials: { url }, compact: async () => compact(), bookmarkWithinSeconds: 2, close: stop };
});
