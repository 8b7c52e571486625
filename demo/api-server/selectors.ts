import { type KubeObject, textAt } from "./objects.ts";
import { badRequest } from "./status.ts";

export type Matcher = (object: KubeObject) => boolean;

const EVERYTHING: Matcher = () => true;

/** Reads `a=b,c!=d,has,!hasNot,e in (f,g)`. */
export function labelMatcher(selector: string): Matcher {
  if (selector === "") return EVERYTHING;
  const terms = selector.split(/,(?![^(]*\))/).map((term) => labelTerm(term.trim()));
  return ({ metadata: { labels = {} } }) => terms.every((term) => term(labels));
}

/** Reads `metadata.name=x,spec.nodeName!=y`. */
export function fieldMatcher(selector: string): Matcher {
  if (selector === "") return EVERYTHING;
  const terms = selector.split(",").map((term) => {
    const [, path, sign, value] = /^([^=!]+)(!=|==?)(.*)$/.exec(term) ?? [];
    if (path === undefined) throw badRequest(`unable to parse field selector: ${term}`);
    return { path, wanted: sign !== "!=", value: value ?? "" };
  });
  return (object) => terms.every(({ path, wanted, value }) => (textAt(object, path) === value) === wanted);
}

type LabelTerm = (labels: Readonly<Record<string, string>>) => boolean;

function labelTerm(term: string): LabelTerm {
  const [, label, negated, list] = /^(\S+)\s+(not)?in\s*\(([^)]*)\)$/.exec(term) ?? [];
  if (label !== undefined) {
    const values = new Set((list ?? "").split(",").map((value) => value.trim()));
    return (labels) => values.has(labels[label] ?? "\0") === (negated === undefined);
  }
  const [, key = term, sign, value] = /^([^=!]+)(!=|==?)(.*)$/.exec(term) ?? [];
  if (sign === "!=") return (labels) => labels[key] !== value;
  if (sign !== undefined) return (labels) => labels[key] === value;
  return term.startsWith("!") ? (labels) => !(term.slice(1) in labels) : (labels) => term in labels;
}
