import "server-only";
import { createHash } from "node:crypto";
import type { FloatingIp, FloatingIpDetail } from "#lib/contract/floating-ips.ts";
import type { FloatingIpAssessment } from "#lib/domain/assessment.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import { assessFailover } from "#lib/domain/failover.ts";
import { clientsOf } from "#lib/domain/reach.ts";
import { runbookOf } from "#lib/domain/runbook.ts";
import { explainedOf, explainFailover, reasonFieldsOf } from "./explain.ts";
import { presentClaimant, presentRejected } from "./present.ts";

export type Moment = { readonly revision: number; readonly observedAt: string };

/** Everything about one floating IP: its row, the claims that do not count, whether it can fail over, how to prove it. */
export function readFloatingIp(view: ClusterView, assessment: FloatingIpAssessment, item: FloatingIp, moment: Moment): FloatingIpDetail {
  return {
    ...moment,
    item,
    rejected: assessment.rejected.map((claim) => presentRejected(view.snapshot, claim)),
    failover: assessFailover(view, assessment).map(({ verdict, reason }) => ({
      verdict,
      ...explainedOf(reason, explainFailover),
    })),
    runbook: [...runbookOf(view, assessment, sha1Hex)],
    clients: clientsOf(view, item.ip, assessment.nodes).map(({ from, node, backends, reason }) => ({
      from,
      node,
      backends: backends.map((claim) => presentClaimant(view.snapshot, claim)),
      ...reasonFieldsOf(reason),
    })),
  };
}

function sha1Hex(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
