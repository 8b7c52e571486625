import "server-only";
import { z } from "zod";
import type { ClusterIdentity } from "#lib/domain/snapshot.ts";
import type { ApiClient } from "./api-client.ts";
import { SourceFailure } from "./failure.ts";

const TIMEOUT_MS = 10_000;

const Version = z.object({ gitVersion: z.string() });
const GroupList = z.object({ groups: z.array(z.object({ name: z.string() })) });

export type Discovery = Pick<ClusterIdentity, "kubernetesVersion" | "apiGroup"> & { readonly hasOperator: boolean };

/**
 * Asks the API server which version it is and which groups it serves.
 *
 * Without the right to see the groups, the layout that nearly all clusters have is assumed: its lists will tell.
 *
 * @throws {SourceFailure}
 */
export async function discover(api: ApiClient, signal: AbortSignal): Promise<Discovery> {
  const options = { signal, headersTimeoutMs: TIMEOUT_MS, bodyTimeoutMs: TIMEOUT_MS, subject: null };
  const kubernetesVersion = Version.safeParse(await api.json("/version", options)).data?.gitVersion ?? null;
  try {
    const groups = GroupList.parse(await api.json("/apis", options)).groups.map(({ name }) => name);
    return { kubernetesVersion, apiGroup: apiGroupOf(groups), hasOperator: groups.includes("operator.tigera.io") };
  } catch (error) {
    if (!(error instanceof SourceFailure) || error.status !== 403) throw error;
    return { kubernetesVersion, apiGroup: "crd.projectcalico.org/v1", hasOperator: true };
  }
}

/**
 * Where Calico keeps its objects: native `projectcalico.org/v3` only when the old group is not there. With both, v3 is
 * the aggregated API server, which has no IPAM blocks.
 *
 * @param groups Names, without versions.
 * @returns `null` when the cluster has neither.
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/backend/k8s/discovery.go, `UsingV3CRDs`
 */
export function apiGroupOf(groups: readonly string[]): ClusterIdentity["apiGroup"] {
  if (groups.includes("crd.projectcalico.org")) return "crd.projectcalico.org/v1";
  return groups.includes("projectcalico.org") ? "projectcalico.org/v3" : null;
}
