import { cidrContains } from "./address.ts";
import type { Claim, NodeElection, Reach } from "./assessment.ts";
import { affineNode, blockOf } from "./block.ts";
import { type Installation, isAtLeast } from "./installation.ts";
import { type AddressIndex, encapsulationOf, poolOf } from "./pool.ts";
import { type Reason, reason } from "./reason.ts";
import type { ClusterSnapshot, IPPoolRecord } from "./snapshot.ts";
import { doubtAbout } from "./source.ts";

/** What reach depends on. */
export type ReachView = { readonly snapshot: ClusterSnapshot; readonly installation: Installation; readonly addresses: AddressIndex };

/** How other nodes come to send packets for the address to a node that has it. */
type Route = {
  readonly scope: Reach["scope"];
  readonly reason: Reason /** By the route of the block, or by one of its own. */;
  readonly by: "block" | "host-route" | "nothing";
};

/**
 * From where a floating IP is reached, given what each node does with it.
 *
 * The node of a backend always reaches it. Whether others do depends on the pool that holds the address (not the pod's), on its
 * encapsulation, on who carries routes, and on whether the address lies in the backend node's own block: that block's route leads
 * there already, while a route of its own for one address is only ever carried by BIRD.
 *
 * @param nodes What `assessFloatingIp` decided. With several backends the widest reach counts.
 * @see projectcalico/calico v3.32.1 confd/pkg/backends/calico/bgp_processor.go; node/filesystem/etc/calico/confd/templates/bird_aggr.cfg.template
 */
export function reachOf(view: ReachView, ip: string, nodes: readonly NodeElection[]): Reach {
  const backends = nodes.filter(({ backend }) => backend !== null);
  if (backends.length === 0) {
    const doubtful = nodes.find(({ programs, reason: why }) => programs === "unknown" || (programs === "yes" && why !== null));
    if (doubtful) return { scope: "unknown", reason: doubtful.reason ?? reason("reach-unknown-backend", { ip }) };
    return { scope: "none", reason: reason("reach-nobody", { ip }) };
  }
  const routes = backends.map(({ node }) => routeTo(view, ip, node));
  const widest = routes.find(({ scope }) => scope === "cluster") ?? routes.find(({ scope }) => scope === "unknown") ?? routes[0];
  return widest ? { scope: widest.scope, reason: widest.reason } : { scope: "none", reason: reason("reach-nobody", { ip }) };
}

/** Which pod answers whom. */
export type Clients = {
  readonly from: "node" | "other-nodes" | "outside";
  readonly node: string | null;
  /** Those that may answer; empty when nobody does. */
  readonly backends: readonly Claim[];
  readonly reason: Reason;
};

/**
 * Which client reaches which pod: on the nodes of the backends, on all other nodes, and outside the cluster.
 *
 * A node that has a backend of its own always sends to that one, because the rewrite comes before routing. Others follow the
 * longest prefix: where the address lies in one claimant's own block, they go to the *other* claimant, whose route is for
 * the one address; with equal routes each connection goes to either.
 *
 * @see projectcalico/calico v3.32.1 felix/rules/static.go; node/filesystem/etc/calico/confd/templates/bird_aggr.cfg.template
 */
export function clientsOf(view: ReachView, ip: string, nodes: readonly NodeElection[]): readonly Clients[] {
  const backends = nodes.flatMap(({ node, backend }) => (backend ? [{ node, backend, route: routeTo(view, ip, node) }] : []));
  if (backends.length === 0) return [];
  const own = backends.map(
    ({ node, backend }): Clients => ({ from: "node", node, backends: [backend], reason: reason("clients-own-node", { node }) }),
  );

  const unsure = backends.find(({ route }) => route.scope === "unknown");
  if (unsure) {
    const why = unsure.route.reason;
    return [
      ...own,
      ...(["other-nodes", "outside"] as const).map(
        (from): Clients => ({ from, node: null, backends: backends.map(({ backend }) => backend), reason: why }),
      ),
    ];
  }
  const exact = backends.filter(({ route }) => route.by === "host-route");
  const viaBlock = backends.filter(({ route }) => route.by === "block");
  const chosen = exact.length > 0 ? exact : viaBlock;
  const code =
    chosen.length === 0
      ? "clients-none"
      : chosen.length > 1
        ? "clients-equal-routes"
        : backends.length === 1
          ? "clients-only"
          : exact.length === 0
            ? "clients-block-owner"
            : viaBlock.length > 0
              ? "clients-longest-prefix"
              : "clients-only";
  const facts = { ip, nodes: chosen.map(({ node }) => node), count: chosen.length };
  const others: Clients = { from: "other-nodes", node: null, backends: chosen.map(({ backend }) => backend), reason: reason(code, facts) };

  const pool = poolOf(view.addresses, ip);
  const advertised = view.installation.backend === "bird" && pool !== null && !pool.disableBGPExport;
  const outside: Clients = {
    from: "outside",
    node: null,
    backends: advertised ? (chosen.length > 0 ? chosen : backends).map(({ backend }) => backend) : [],
    reason: reason(advertised ? "clients-outside-bgp" : "clients-outside-none", { ip, count: chosen.length }),
  };
  return [...own, others, outside];
}

function routeTo(view: ReachView, ip: string, node: string): Route {
  const { snapshot, installation, addresses } = view;
  const unknown = (code: string, facts: Reason["facts"] = {}): Route => ({
    scope: "unknown",
    by: "nothing",
    reason: reason(code, { ip, node, ...facts }),
  });
  const onlyHere = (code: string, facts: Reason["facts"] = {}): Route => ({
    scope: "node",
    by: "nothing",
    reason: reason(code, { ip, node, ...facts }),
  });
  const viaBlock = (code: string, facts: Reason["facts"]): Route => ({
    scope: "cluster",
    by: "block",
    reason: reason(code, { ip, node, ...facts }),
  });

  const unread = ["ippools", "ipamblocks"].find((source) => doubtAbout(snapshot, source) !== null);
  if (unread !== undefined) return unknown("reach-unknown-source", { source: unread });
  if (installation.backend === "unknown") return unknown("reach-unknown-routing");

  const podCidr = snapshot.nodes.get(node)?.podCidrs.find((cidr) => cidrContains(cidr, ip));
  if (installation.ipam === "host-local" && podCidr !== undefined) return viaBlock("reach-own-pod-cidr", { cidr: podCidr });
  const pool = poolOf(addresses, ip);
  if (!pool) return onlyHere("reach-outside-pools");

  const block = blockOf(addresses, ip);
  const own = block !== null && affineNode(block) === node;
  const facts = { pool: pool.name, block: block?.cidr ?? null };
  const felixCarries = encapsulationOf(pool) === "vxlan" || (encapsulationOf(pool) === "ipip" && felixProgramsIpip(view) === true);
  if (own && (felixCarries || installation.backend !== "bird" || !pool.disableBGPExport)) return viaBlock("reach-own-block", facts);
  if (encapsulationOf(pool) === "vxlan") return onlyHere("reach-vxlan", facts);
  if (installation.backend !== "bird") return onlyHere("reach-no-bgp", { ...facts, backend: installation.backend });
  if (pool.disableBGPExport) return onlyHere("reach-export-disabled", facts);
  return hostRoute(view, pool, { onlyHere, unknown, facts, ip, node });
}

type Answers = {
  onlyHere(code: string, facts: Reason["facts"]): Route;
  unknown(code: string, facts: Reason["facts"]): Route;
  readonly facts: Reason["facts"];
  readonly ip: string;
  readonly node: string;
};

/** A route for the one address, carried by BIRD. */
function hostRoute(view: ReachView, pool: IPPoolRecord, { onlyHere, unknown, facts, ip, node }: Answers): Route {
  if (encapsulationOf(pool) === "ipip") {
    const byFelix = felixProgramsIpip(view);
    if (byFelix === null) return unknown("reach-unknown-version", facts);
    if (byFelix) return onlyHere("reach-ipip-not-programmed", facts);
  }
  if (view.snapshot.bgpConfigurations.get("default")?.nodeToNodeMeshEnabled === false) return unknown("reach-unknown-peers", facts);
  return { scope: "cluster", by: "host-route", reason: reason("reach-host-route", { ip, node, ...facts }) };
}

/** Since v3.33 BIRD leaves the routes of IPIP pools to Felix, which knows no floating IPs, unless both are told otherwise. */
function felixProgramsIpip({ snapshot, installation }: ReachView): boolean | null {
  const since = isAtLeast(installation.version, 3, 33);
  if (since !== true) return since;
  const bird = snapshot.bgpConfigurations.get("default")?.programClusterRoutes === "Enabled";
  const felix = snapshot.felixConfigurations.get("default")?.programClusterRoutes === "Disabled";
  return !(bird && felix);
}
