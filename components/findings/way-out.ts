import type { Finding } from "#lib/contract/findings.ts";

/** The form that may put a finding right, where there is one. */
export type WayOut = { readonly form: "mend" | "move" | "setup"; readonly href: string };

/** What another value of the annotation puts right. */
const MENDED = new Set([
  "claim-dropped",
  "claim-empty",
  "claim-malformed",
  "endpoint-dropped",
  "felix-crash-loop",
  "pod-does-not-end",
  "replacement-fails",
  "template-invalid",
]);
const MENDABLE = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"]);

export function wayOutOf({ code, subject: { kind, namespace, name }, ip }: Pick<Finding, "code" | "subject" | "ip">): WayOut | null {
  if (isOfTheGates(code)) return { form: "setup", href: "/setup" };
  if (code === "split" && ip !== null) return { form: "move", href: `/floating-ips/${encodeURIComponent(ip)}?move=` };
  if (!MENDED.has(code) || namespace === null || !MENDABLE.has(kind)) return null;
  return { form: "mend", href: `/findings?mend=${encodeURIComponent(`${kind}/${namespace}/${name}`)}` };
}

function isOfTheGates(code: string): boolean {
  return code.startsWith("cni-") || code.startsWith("felix-gate") || code === "ipv6-off" || code === "operator-managed";
}
