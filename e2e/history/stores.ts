import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openStore } from "../../lib/history/open-store.ts";
import type { HistoryStore } from "../../lib/history/store.ts";

import { startPostgres } from "../postgres/start-postgres.ts";

type Connect = (cluster: string) => Promise<HistoryStore>;

export type OpenedStores = {
  readonly kind: HistoryStore["kind"];
  /** One of a replica; several see the same history. */
  readonly connect: Connect;
  stop(): Promise<void>;
};

export function connectTo(databaseUrl: string | null, dataDir: string): Connect {
  return (cluster) => openStore({ databaseUrl, dataDir, cluster });
}

export const stores: readonly { readonly name: string; open(): Promise<OpenedStores> }[] = [
  {
    name: "SQLite",
    async open() {
      const dataDir = await mkdtemp(path.join(tmpdir(), "buoy-history-"));
      return { kind: "sqlite", connect: connectTo(null, dataDir), stop: () => rm(dataDir, { recursive: true, force: true }) };
    },
  },
  {
    name: "PostgreSQL",
    async open() {
      const server = await startPostgres();
      return { kind: "postgres", connect: connectTo(server.url, ""), stop: server.stop };
    },
  },
];
