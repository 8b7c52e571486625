import { apiServerContract } from "../contract/api-server-contract.ts";
import { startApiServer } from "./server.ts";

apiServerContract(async () => {
  const { url, compact, stop } = await startApiServer();
  return { credentials: { url }, compact: async () => compact(), close: stop };
});
