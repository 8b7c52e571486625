import type { ClusterRule } from "./rule.ts";

/** A source that was in sync is not: what happens there now is not seen. */
export const sourceStale: ClusterRule = {
  code: "source-stale",
  severity: "info",
  needs: [],
  find: ({ snapshot }) =>
    [...snapshot.sources.values()].flatMap(({ source, state, since }) => {
      if (state !== "stale") return [];
      const [resource = source, namespace = null] = source.split("/");
      const subject =
        namespace === null ? { kind: "Source", namespace: null, name: source } : { kind: "Namespace", namespace: null, name: namespace };
      return [{ subject, ips: [], facts: { source, resource, namespace, since, scope: namespace === null ? "cluster" : "namespace" } }];
    }),
};
