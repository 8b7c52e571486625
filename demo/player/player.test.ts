import { startApiServer } from "../api-server/server.ts";
import { playerContract } from "./player-contract.ts";

playerContract(async () => {
  const { url, stop } = await startApiServer();
  return { credentials: { url }, controlled: false, close: stop };
});
