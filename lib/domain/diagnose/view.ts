import type { ClusterView } from "../cluster-view.ts";

/** What the rules read of a view. No clock: a rule tells since when, never for how long. */
export type DiagnoseView = Pick<
  ClusterView,
  "snapshot" | "installation" | "felix" | "cniGate" | "addresses" | "holders" | "pods" | "podsByIp" | "assessments" | "programsOn"
>;
