import { type KubeObject, type Resource, textAt } from "./objects.ts";
import { badRequest } from "./status.ts";

export type Matcher = (object: KubeObject) => boolean;

const EVERYTHING: Matcher = () => true;

/** Reads `a=b,c!=d,has,!hasNot,e in (f,g)`. @throws {StatusError} 400 when it cannot be read. */
export function labelMatcher(selector: string): Matcher {
  if (selector === "") return EVERYTHING;
  const terms = selector.split(/,(?![^(]*\))/).map((term) => labelTerm(term.trim()));
  return ({ metadata: { labels = {} } }) => terms.every((term) => term(labels));
}

type LabelTerm = (labels: Readonly<Record<string, string>>) => boolean;

const KEY = "[A-Za-z0-9][A-Za-z0-9._/-]*";

function labelTerm(term: string): LabelTerm {
  const [, label, negated, list] = new RegExp(`^(${KEY})\\s+(not)?in\\s*\\(([^()]*)\\)$`).exec(term) ?? [];
  if (label !== undefined) {
    const values = new Set((list ?? "").split(",").map((value) => value.trim()));
    return (labels) => values.has(labels[label] ?? "\0") === (negated === undefined);
  }
  const [, key, sign, value] = new RegExp(`^(${KEY})\\s*(!=|==?)\\s*([A-Za-z0-9._-]*)$`).exec(term) ?? [];
  if (key !== undefined) return sign === "!=" ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  const [, absent, present] = new RegExp(`^(!)?\\s*(${KEY})$`).exec(term) ?? [];
  if (present === undefined) throw badRequest(`unable to parse requirement: ${term}`);
  return absent ? (labels) => !(present in labels) : (labels) => present in labels;
}

/** What can be selected by, besides name and namespace. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  pods: ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.hostNetwork", "status.phase", "status.podIP"],
  events: ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"]
    .map((field) => `involvedObject.${field}`)
    .concat("reason", "reportingComponent", "source", "type"),
  nodes: ["spec.unschedulable"],
  namespaces: ["status.phase"],
  services: ["spec.clusterIP", "spec.type"],
  replicasets: ["status.replicas"],
  jobs: ["status.successful"],
};

/** Reads `metadata.name=x,spec.nodeName!=y`. @throws {StatusError} 400 when it cannot be read, or names a field that the kind has not. */
export function fieldMatcher(selector: string, { plural, namespaced }: Pick<Resource, "plural" | "namespaced">): Matcher {
  if (selector === "") return EVERYTHING;
  const known = ["metadata.name", ...(namespaced ? ["metadata.namespace"] : []), ...(FIELDS[plural] ?? [])];
  const terms = selector.split(",").map((term) => {
    const [, path, sign, value] = /^([^=!]+)(!=|==?)(.*)$/.exec(term) ?? [];
    if (path === undefined) throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
    if (!known.includes(path)) throw badRequest(unknownField(path, plural, known));
    return { path: plural === "events" && path === "source" ? "source.component" : path, wanted: sign !== "!=", value: value ?? "" };
  });
  return (object) => terms.every(({ path, wanted, value }) => (textAt(object, path) === value) === wanted);
}

function unknownField(path: string, plural: string, known: readonly string[]): string {
  if (FIELDS[plural]) return `field label not supported: ${path}`;
  return `"${path}" is not a known field selector: only ${known.map((field) => `"${field}"`).join(", ")}`;
}
