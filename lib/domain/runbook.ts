import type { Claim, FloatingIpAssessment, NodeElection } from "./assessment.ts";
import type { ClusterView } from "./cluster-view.ts";
import { isAtLeast } from "./installation.ts";
import { FLOATING_IPS_ANNOTATION } from "./snapshot.ts";
import { type Sha1Hex, vethNameOf } from "./veth.ts";

/** A command that proves an answer where it is true. */
export type RunbookCommand = {
  /** `claim`, `route`, `mapping`, `mapping-nft` or `gate`: the page names it in the reader's language. */
  readonly id: string;
  /** Where to run it; `null` is anywhere with kubectl. */
  readonly node: string | null;
  readonly command: string;
  /** What it prints if this console is right; empty when it prints nothing, `null` when that cannot be known. */
  readonly expected: string | null;
};

const DEFAULT_METRIC = 1024;

/**
 * The commands that prove what this console says of one floating IP, filled in, with the output to expect.
 *
 * Felix routes the address to the interface of every claimant of a node, elected or not, and the kernel keeps the one
 * with the highest interface index. So the route does not tell the backend where there are several: the mapping does.
 *
 * @param sha1Hex Names the interfaces.
 * @returns First who claims it, then per node in text order: mapping, route, gate.
 * @see projectcalico/calico v3.32.1 felix/rules/nat.go and felix/dataplane/linux/endpoint_mgr.go
 */
export function runbookOf(view: ClusterView, assessment: FloatingIpAssessment, sha1Hex: Sha1Hex): readonly RunbookCommand[] {
  return [
    claimCommand(view, assessment),
    ...assessment.nodes.flatMap((election) => [
      ...mappingCommands(view, assessment, election),
      routeCommand(view, assessment, election, sha1Hex),
      gateCommand(view, election),
    ]),
  ];
}

function claimCommand(view: ClusterView, { ip, state }: FloatingIpAssessment): RunbookCommand {
  const lines = [...(view.podsByIp.get(ip) ?? [])]
    .flatMap((uid) => view.pods.get(uid)?.pod ?? [])
    .filter((pod) => pod.annotations[FLOATING_IPS_ANNOTATION]?.includes(ip))
    .map((pod) => [pod.namespace, pod.name, pod.statusPodIps[0] ?? ""].join("\t"));
  const filter =
    `.items[] | select(.metadata.annotations["${FLOATING_IPS_ANNOTATION}"] // "" | contains("${ip}"))` +
    " | [.metadata.namespace, .metadata.name, .status.podIP] | @tsv";
  return {
    id: "claim",
    node: null,
    command: `kubectl get pods -A -o json | jq -r '${filter}'`,
    expected: state === "unknown" ? null : lines.toSorted().join("\n"),
  };
}

function mappingCommands(view: ClusterView, assessment: FloatingIpAssessment, { node, ...election }: NodeElection) {
  const { ip, family } = assessment;
  const to = election.backend?.podIp;
  const expect = (line: string) => (to ? line : election.programs === "no" ? "" : null);
  const iptables: RunbookCommand = {
    id: "mapping",
    node,
    command: `${family === 6 ? "ip6tables" : "iptables"} -t nat -S cali-fip-dnat | grep -wF -- '-d ${ip}/${family === 6 ? 128 : 32}'`,
    expected: expect(`-A cali-fip-dnat -d ${ip}/${family === 6 ? 128 : 32} -m comment --comment "cali:…" -j DNAT --to-destination ${to}`),
  };
  const table = family === 6 ? "ip6" : "ip";
  const nft: RunbookCommand = {
    id: "mapping-nft",
    node,
    command: `nft list chain ${table} calico nat-cali-fip-dnat | grep -wF '${table} daddr ${ip}'`,
    expected: expect(`${table} daddr ${ip} counter packets … bytes … dnat to ${to} comment "cali:…;"`),
  };
  switch (view.felix.dataplaneOn(node)) {
    case "iptables":
      return [iptables];
    case "nftables":
      return [nft];
    case "ebpf":
    case "windows":
      return [];
    default:
      return [iptables, nft];
  }
}

function routeCommand(
  view: ClusterView,
  { ip, family }: FloatingIpAssessment,
  { node, backend, standbys, felixGate }: NodeElection,
  sha1Hex: Sha1Hex,
): RunbookCommand {
  const suffix = routeSuffix(view, family);
  const lines = (backend ? [backend, ...standbys] : []).map(({ pod }: Claim) => {
    return `${ip} dev ${vethNameOf(pod, sha1Hex, interfacePrefix(view))} ${suffix}`;
  });
  const expected = lines.length > 0 && suffix !== null ? lines.join("\n# or: ") : felixGate === "Disabled" ? "" : null;
  return { id: "route", node, command: `ip ${family === 6 ? "-6 " : ""}route show ${ip}`, expected };
}

/** iproute2 leaves a metric of 0 out, which Felix used for IPv4 before it had its own. The kernel gives IPv6 routes 1024. */
function routeSuffix(view: ClusterView, family: number): string | null {
  if (family === 6) return `metric ${DEFAULT_METRIC} pref medium`;
  const hasMetric = isAtLeast(view.installation.version, 3, 32);
  if (hasMetric === null) return null;
  if (!hasMetric) return "scope link";
  const metric = view.snapshot.felixConfigurations.get("default")?.ipv4NormalRoutePriority ?? DEFAULT_METRIC;
  return `scope link metric ${metric}`;
}

function interfacePrefix(view: ClusterView): string | null {
  return view.snapshot.felixConfigurations.get("default")?.interfacePrefix ?? null;
}

function gateCommand(view: ClusterView, { node }: NodeElection): RunbookCommand {
  const names = ["default", `node.${node}`];
  const group = view.snapshot.identity.apiGroup?.split("/", 1)[0];
  const resource = group ? `felixconfigurations.${group}` : "felixconfigurations";
  const rows = names.flatMap((name) => {
    const record = view.snapshot.felixConfigurations.get(name);
    return record ? [{ name, value: record.floatingIPs ?? "<none>" }] : [];
  });
  const width = Math.max(0, ...rows.map(({ name }) => name.length)) + "   ".length;
  return {
    id: "gate",
    node,
    command: `kubectl get ${resource} ${names.join(" ")} --ignore-not-found --no-headers -o custom-columns=N:.metadata.name,F:.spec.floatingIPs`,
    expected: isKnown(view, "felixconfigurations") ? rows.map(({ name, value }) => name.padEnd(width) + value).join("\n") : null,
  };
}

function isKnown(view: ClusterView, source: string): boolean {
  return view.snapshot.sources.get(source)?.state === "synced";
}
