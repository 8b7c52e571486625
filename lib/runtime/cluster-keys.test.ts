import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clusterKeysIn } from "./cluster-keys.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "buoy-keys-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const HERE = "https://10.0.0.1:6443";

test("the cluster at an address is the one that was found there last", async () => {
  const keys = clusterKeysIn(path.join(folder, "new"));
  await keys.remember(HERE, "first");
  await keys.remember("https://other:6443", "other");
  await keys.remember(HERE, "second");
  expect([await keys.read(HERE), await keys.read("https://other:6443")]).toEqual(["second", "other"]);
});

test("an address that was never seen, and a file that cannot be read, name none", async () => {
  expect(await clusterKeysIn(folder).read(HERE)).toBeNull();
  await writeFile(path.join(folder, "clusters.json"), "{");
  expect(await clusterKeysIn(folder).read(HERE)).toBeNull();
});

test("a folder that cannot be written is no failure", async () => {
  await writeFile(path.join(folder, "file"), "");
  await expect(clusterKeysIn(path.join(folder, "file")).remember(HERE, "first")).resolves.toBeUndefined();
});
