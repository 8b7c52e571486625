import "server-only";
import type { SourceStatus } from "#lib/contract/status.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import type * as domain from "#lib/domain/snapshot.ts";
import { wireFactsOf } from "./explain.ts";
import type { StatusParts } from "./live-view-port.ts";
import { presentTime } from "./present.ts";

/** What the cluster is, and how well each of its sources is known. */
export function readStatus(view: ClusterView, recorder: StatusParts["recorder"]): StatusParts {
  const { snapshot, installation } = view;
  const { datastore, ipam, managedBy } = installation;
  return {
    cluster: {
      name: snapshot.identity.name,
      kubernetesVersion: snapshot.identity.kubernetesVersion,
      calico: {
        version: installation.version?.text ?? null,
        datastore,
        dataplane: dataplaneOf(view),
        ipam,
        managedBy,
        apiGroup: snapshot.identity.apiGroup,
      },
    },
    sources: [...snapshot.sources.values()].map(presentSource).toSorted((a, b) => (a.source < b.source ? -1 : 1)),
    recorder,
  };
}

/** What all Linux nodes have in common; `unknown` where they differ. The gates tell it node by node. */
function dataplaneOf({ snapshot, felix }: ClusterView): StatusParts["cluster"]["calico"]["dataplane"] {
  const found = new Set([...snapshot.nodes.keys()].map((node) => felix.dataplaneOn(node)).filter((dataplane) => dataplane !== "windows"));
  const [only] = found;
  return found.size === 1 && only !== undefined ? only : "unknown";
}

export function presentSource(status: domain.SourceStatus): SourceStatus {
  return {
    source: status.source,
    state: status.state,
    since: presentTime(status.since) ?? status.since,
    lastEventAt: presentTime(status.lastEventAt),
    code: status.code,
    reason: status.reason,
    ...(status.facts && { facts: wireFactsOf(status.facts) }),
  };
}
