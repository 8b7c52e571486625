import { apiVersionOf, type Resource } from "./objects.ts";

const SUBRESOURCES: Readonly<Record<string, readonly string[]>> = {
  pods: ["binding", "eviction"],
  deployments: ["scale"],
  replicasets: ["scale"],
  statefulsets: ["scale"],
};
const VERBS = ["create", "delete", "get", "list", "patch", "update", "watch"];

/** The answers of `/version`, `/api`, `/apis` and the lists of each group; `null` for any other path. */
export function discover(path: string, resources: readonly Resource[], gitVersion: string): unknown {
  if (path === "/version") {
    const [, major, minor] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
    return { major, minor, gitVersion, platform: "linux/amd64" };
  }
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"] };
  const groups = [...new Set(resources.filter(({ group }) => group !== "").map(apiVersionOf)), "authorization.k8s.io/v1"];
  if (path === "/apis") return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(groupOf) };
  const one = groups.find((groupVersion) => path === `/apis/${groupVersion.split("/")[0]}`);
  if (one) return { kind: "APIGroup", apiVersion: "v1", ...groupOf(one) };

  const groupVersion = path === "/api/v1" ? "v1" : path.startsWith("/apis/") ? path.slice("/apis/".length) : "";
  const own = resources.filter((resource) => apiVersionOf(resource) === groupVersion);
  if (own.length === 0) return null;
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources: own.flatMap(entriesOf) };
}

function groupOf(groupVersion: string) {
  const [name = "", version = ""] = groupVersion.split("/");
  return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
}

function entriesOf({ plural, kind, namespaced, hasStatus }: Resource) {
  const names = [plural, ...(hasStatus ? [`${plural}/status`] : []), ...(SUBRESOURCES[plural] ?? []).map((sub) => `${plural}/${sub}`)];
  return names.map((name) => ({
    name,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs: name === plural ? VERBS : ["get", "patch", "update"],
  }));
}
