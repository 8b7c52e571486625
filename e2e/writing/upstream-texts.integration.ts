import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { readCniConfig } from "../../lib/domain/cni-config.ts";
import { editCniConfig } from "../../lib/domain/cni-edit.ts";

const UPSTREAM = process.env["BUOY_UPSTREAM_MANIFESTS"] ?? path.join("..", "shared", "calico");
const MANIFESTS = ["calico", "calico-etcd", "calico-v3-crds", "calico-vxlan", "canal", "canal-etcd"];
const KEY = "cni_network_config";

/** The text as the API server would have it. */
async function textOf(manifest: string): Promise<string> {
  for (const document of parseAllDocuments(await readFile(path.join(UPSTREAM, `${manifest}.yaml`), "utf8"))) {
    const object = document.toJS() as { kind?: string; data?: Record<string, string> } | null;
    const text = object?.kind === "ConfigMap" ? object.data?.[KEY] : undefined;
    if (text !== undefined) return text;
  }
  throw new Error(`no ${KEY} in ${manifest}`);
}

describe.skipIf(!existsSync(UPSTREAM))("the manifests that upstream ships (BUOY_UPSTREAM_MANIFESTS)", () => {
  test.for(MANIFESTS)("the text of %s is the one that is kept for the tests without them", async (manifest) => {
    const kept = await readFile(path.join("testdata", "cni-config", `${manifest}.txt`), "utf8");
    expect((await textOf(manifest)).trimEnd()).toBe(kept.trimEnd());
  });

  test.for(MANIFESTS)("the gate of %s opens, and closing it changes one word", async (manifest) => {
    const text = await textOf(manifest);
    const opened = editCniConfig(text, true);
    if (opened.kind !== "edited") throw new Error(opened.kind);
    expect(readCniConfig(opened.text)).toMatchObject({ ok: true, floatingIps: true, misplaced: [] });
    expect(opened.text.replace(opened.edit.inserted, "")).toBe(text);
    expect(editCniConfig(opened.text, false)).toMatchObject({ kind: "edited", edit: { removed: "true", inserted: "false" } });
  });
});
