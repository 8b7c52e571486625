import { apiVersionOf, type Resource } from "./objects.ts";

const SCALE = { name: "scale", kind: "Scale", verbs: ["get", "patch", "update"] };
const SUBRESOURCES: Readonly<
  Record<string, readonly { readonly name: string; readonly kind: string; readonly verbs: readonly string[] }[]>
> = {
  pods: [
    { name: "binding", kind: "Binding", verbs: ["create"] },
    { name: "eviction", kind: "Eviction", verbs: ["create"] },
  ],
  deployments: [SCALE],
  replicasets: [SCALE],
  statefulsets: [SCALE],
};
const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/** Groups that hold no objects, only questions. */
const REVIEWS: Readonly<Record<string, readonly string[]>> = {
  "authorization.k8s.io/v1": ["SelfSubjectAccessReview", "SelfSubjectRulesReview"],
  "authentication.k8s.io/v1": ["SelfSubjectReview"],
};

/** The answers of `/version`, `/api`, `/apis` and the lists of each group; `null` for any other path. */
export function discover(path: string, resources: readonly Resource[], gitVersion: string): unknown {
  if (path === "/version") {
    const [, major, minor] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
    return { major, minor, gitVersion, platform: "linux/amd64" };
  }
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"] };
  const groups = [...new Set(resources.filter(({ group }) => group !== "").map(apiVersionOf)), ...Object.keys(REVIEWS)];
  if (path === "/apis") return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(groupOf) };
  const one = groups.find((groupVersion) => path === `/apis/${groupVersion.split("/")[0]}`);
  if (one) return { kind: "APIGroup", apiVersion: "v1", ...groupOf(one) };

  const groupVersion = path === "/api/v1" ? "v1" : path.startsWith("/apis/") ? path.slice("/apis/".length) : "";
  const entries = [
    ...resources.filter((resource) => apiVersionOf(resource) === groupVersion).flatMap(entriesOf),
    ...(REVIEWS[groupVersion] ?? []).map(reviewEntry),
  ];
  if (entries.length === 0) return null;
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources: entries };
}

function groupOf(groupVersion: string) {
  const [name = "", version = ""] = groupVersion.split("/");
  return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
}

function entriesOf({ plural, kind, namespaced, hasStatus }: Resource) {
  const status = hasStatus ? [{ name: "status", kind, verbs: ["get", "patch", "update"] }] : [];
  const parts = [...status, ...(SUBRESOURCES[plural] ?? [])];
  return [
    { name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs: VERBS },
    ...parts.map((part) => ({ ...part, name: `${plural}/${part.name}`, singularName: "", namespaced })),
  ];
}

function reviewEntry(kind: string) {
  const singularName = kind.toLowerCase();
  return { name: `${singularName}s`, singularName, namespaced: false, kind, verbs: ["create"] };
}
