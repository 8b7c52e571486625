import "server-only";

/** One collection of the Kubernetes API, as one reflector lists and watches it. */
export type Target = {
  /** `""` for the core group. */
  readonly group: string;
  readonly version: string;
  /** The plural. */
  readonly resource: string;
  /** `null` for all namespaces, or for what has none. */
  readonly namespace: string | null;
  readonly fieldSelector: string | null;
};

/** The path of a target with a query. Values that are `null` are left out. */
export function pathOf(target: Target, query: Readonly<Record<string, string | number | boolean | null>>): string {
  const root = target.group === "" ? `/api/${target.version}` : `/apis/${target.group}/${target.version}`;
  const scope = target.namespace === null ? "" : `/namespaces/${target.namespace}`;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ fieldSelector: target.fieldSelector, ...query })) {
    if (value !== null) parameters.set(name, String(value));
  }
  return `${root}${scope}/${target.resource}?${parameters}`;
}
