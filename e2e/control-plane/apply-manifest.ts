import { readFile } from "node:fs/promises";
import { Agent, request } from "undici";
import { parseAllDocuments } from "yaml";

type KubernetesObject = { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } };

const NAMESPACED = new Set([
  "ConfigMap",
  "DaemonSet",
  "Deployment",
  "ServiceAccount",
  "Service",
  "PodDisruptionBudget",
  "Role",
  "RoleBinding",
  "Secret",
  "Pod",
  "NetworkPolicy",
]);
const agent = new Agent({ connect: { rejectUnauthorized: false } });

/** Sends each document of a manifest as a server-side apply, as `kubectl apply --server-side` does; kinds first, their objects after. */
export async function applyManifest(url: string, token: string, file: string): Promise<number> {
  const documents = parseAllDocuments(await readFile(file, "utf8"))
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null && object !== undefined);
  const definitionsFirst = documents.toSorted(
    (a, b) => Number(b.kind === "CustomResourceDefinition") - Number(a.kind === "CustomResourceDefinition"),
  );
  for (const object of definitionsFirst) await applyObject(url, token, object);
  return documents.length;
}

export async function applyObject(url: string, token: string, object: KubernetesObject): Promise<void> {
  const { apiVersion, kind, metadata } = object;
  const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = `${kind.toLowerCase()}s`.replace(/ys$/, "ies").replace(/sss$/, "sses");
  const scope = NAMESPACED.has(kind) ? `/namespaces/${metadata.namespace ?? "default"}` : "";
  const target = `${url}${base}${scope}/${plural}/${metadata.name}?fieldManager=test&force=true`;
  const response = await request(target, {
    method: "PATCH",
    dispatcher: agent,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/apply-patch+yaml" },
    body: JSON.stringify(object),
  });
  const text = await response.body.text();
  if (response.statusCode >= 300) throw new Error(`${kind} ${metadata.name}: ${response.statusCode} ${text.slice(0, 500)}`);
}
