import { isMap, type JsonMap } from "./objects.ts";
import { StatusError } from "./status.ts";

/** What somebody wants to do, as RBAC names it. */
export type Wish = {
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `pods/status`. */
  readonly resource: string;
  /** Empty for the whole cluster. */
  readonly namespace: string;
};

const PATH = /^\/apis\/(authorization|authentication)\.k8s\.io\/v1\/(selfsubjectaccessreviews|selfsubjectrulesreviews|selfsubjectreviews)$/;

/** The answer to a question about oneself; `null` for any other path. */
export function review(path: string, body: unknown, user: string, allows: (wish: Wish) => boolean): unknown {
  const kind = PATH.exec(path)?.[2];
  if (!kind) return null;
  const object = isMap(body) ? body : {};
  if (kind === "selfsubjectreviews") return { ...object, status: { userInfo: { username: user, groups: ["system:authenticated"] } } };
  if (kind === "selfsubjectrulesreviews") {
    return {
      ...object,
      status: { resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }], nonResourceRules: [], incomplete: false },
    };
  }
  const spec = isMap(object["spec"]) ? object["spec"] : {};
  const attributes = isMap(spec["resourceAttributes"]) ? spec["resourceAttributes"] : {};
  return { ...object, status: { allowed: allows(wishOf(attributes)) } };
}

function wishOf(attributes: JsonMap): Wish {
  const text = (key: string) => String(attributes[key] ?? "");
  const sub = text("subresource");
  return {
    verb: text("verb"),
    group: text("group"),
    resource: sub ? `${text("resource")}/${sub}` : text("resource"),
    namespace: text("namespace"),
  };
}

/** 403, as RBAC words it. */
export function forbidden({ verb, group, resource, namespace }: Wish, name: string | null, user: string): StatusError {
  const [plural = resource] = resource.split("/");
  const object = `${plural}${group ? `.${group}` : ""}${name ? ` "${name}"` : ""}`;
  const where = namespace ? `in the namespace "${namespace}"` : "at the cluster scope";
  return new StatusError(
    403,
    "Forbidden",
    `${object} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`,
    { ...(name ? { name } : {}), ...(group ? { group } : {}), kind: plural },
  );
}
