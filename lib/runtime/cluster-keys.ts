import "server-only";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const FILE = "clusters.json";

const Keys = z.record(z.string(), z.string());

/** Which cluster was last found at an address: so that its history can be read while its API server is out. */
export type ClusterKeys = {
  read(server: string): Promise<string | null>;
  /** Where that cannot be written, it is not remembered. */
  remember(server: string, key: string): Promise<void>;
};

/** @param folder Of the console's data. */
export function clusterKeysIn(folder: string): ClusterKeys {
  const file = path.join(folder, FILE);

  async function all(): Promise<Readonly<Record<string, string>>> {
    try {
      return Keys.parse(JSON.parse(await readFile(file, "utf8")));
    } catch {
      return {};
    }
  }

  return {
    read: async (server) => (await all())[server] ?? null,
    async remember(server, key) {
      const known = await all();
      if (known[server] === key) return;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(`${file}.new`, JSON.stringify({ ...known, [server]: key }));
        await rename(`${file}.new`, file);
      } catch {
        // Only a convenience.
      }
    },
  };
}
