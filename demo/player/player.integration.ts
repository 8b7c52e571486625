import { readFile } from "node:fs/promises";
import { describe } from "vitest";
import { parseAllDocuments } from "yaml";
import { applyObject } from "../../e2e/control-plane/apply-manifest.ts";
import { findPrograms, startControlPlane } from "../../e2e/control-plane/control-plane.ts";
import { credentialsFrom } from "./client.ts";
import { playerContract } from "./player-contract.ts";

type Definition = Parameters<typeof applyObject>[2];

const MANIFEST = new URL("../../e2e/control-plane/calico-minimal.yaml", import.meta.url);
const programs = await findPrograms();

/** Calico's kinds; the rest of the manifest is the test's own. */
async function definitions(): Promise<Definition[]> {
  const documents = parseAllDocuments(await readFile(MANIFEST, "utf8")).map((document) => document.toJS() as Definition | null);
  return documents.filter((object) => object !== null).filter(({ kind }) => kind === "CustomResourceDefinition");
}

describe.skipIf(!programs)("on a real control plane (`npm run control-plane`)", () => {
  playerContract(async () => {
    if (!programs) throw new Error("no control plane at hand");
    const plane = await startControlPlane(programs, { controllers: true, scheduler: true });
    for (const definition of await definitions()) await applyObject(plane.url, plane.token("admin"), definition);
    return { credentials: await credentialsFrom(plane.kubeconfig("admin")), controlled: true, close: () => plane.stop() };
  });
});
