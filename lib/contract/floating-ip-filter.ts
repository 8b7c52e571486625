import { type Address, canonicalAddress, compareAddresses, parseAddress } from "#lib/domain/address.ts";
import type { PodRef } from "./common.ts";
import type { FloatingIp, FloatingIpState } from "./floating-ips.ts";
import type { FloatingIpFilter } from "./questions.ts";

/** Worst first: nobody answers, the wrong one may answer, nobody can know, off on purpose, well. */
export const STATES_BY_URGENCY: readonly FloatingIpState[] = ["unserved", "split", "unknown", "disabled", "serving"];

/** Findings that say: it works, and one more event breaks it. Most urgent first. */
export const AT_RISK_CODES: readonly string[] = [
  "backend-not-ready",
  "dead-node-claim",
  "preemption-ahead",
  "no-standby",
  "replacement-fails",
  "address-not-reserved",
];

export function isAtRisk(item: Pick<FloatingIp, "state" | "findings">): boolean {
  return item.state === "serving" && riskRank(item) < AT_RISK_CODES.length;
}

/** Worst state first, then the worst risk, then by value of the address. */
export function compareByUrgency(a: FloatingIp, b: FloatingIp): number {
  return stateRank(a) - stateRank(b) || riskRank(a) - riskRank(b) || compareAddresses(a.ip, b.ip);
}

/** The same order for many: each address is read once. */
export function sortByUrgency(items: Iterable<FloatingIp>): FloatingIp[] {
  return [...items]
    .map((item) => ({ item, state: stateRank(item), risk: riskRank(item), address: parseAddress(item.ip) }))
    .toSorted((a, b) => a.state - b.state || a.risk - b.risk || compareParsed(a.address, b.address))
    .map(({ item }) => item);
}

function compareParsed(a: Address | null, b: Address | null): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return a.family - b.family || (a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
}

function stateRank(item: FloatingIp): number {
  return STATES_BY_URGENCY.indexOf(item.state);
}

function riskRank(item: Pick<FloatingIp, "findings">): number {
  const ranks = item.findings.map((code) => AT_RISK_CODES.indexOf(code)).filter((rank) => rank >= 0);
  return Math.min(AT_RISK_CODES.length, ...ranks);
}

/**
 * Whether a floating IP is among those a reader asked for. Server and page use it alike.
 *
 * Every word of `q` must be found, in any case, in an address (the floating IP or a pod's, in any spelling),
 * a pod, its namespace, node or workload, in the notes, or begin the name of the state. A pod whose claim does not count is
 * found too where the reason of the state names it.
 */
export function matchesFilter(item: FloatingIp, filter: FloatingIpFilter): boolean {
  if (filter.state && !filter.state.includes(item.state)) return false;
  if (filter.namespace !== undefined && !namespacesOf(item).includes(filter.namespace)) return false;
  if (filter.node !== undefined && !nodesOf(item).includes(filter.node)) return false;
  const words = filter.q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  if (words.length === 0) return true;
  const texts = textsOf(item);
  return words.every((word) => matchesWord(item, texts, word));
}

function matchesWord(item: FloatingIp, texts: readonly string[], word: string): boolean {
  const address = word.includes(".") || word.includes(":") ? canonicalAddress(word) : null;
  if (address !== null && address !== word && texts.includes(address)) return true;
  return item.state.startsWith(word) || texts.some((text) => text.includes(word));
}

/** The pods that hold a claim that counts, and of those that do not, the ones the reason of the state names. */
function podsOf(item: FloatingIp): readonly PodRef[] {
  return item.nodes.flatMap((node) => (node.backend ? [node.backend, ...node.standbys] : node.standbys));
}

function factList(item: FloatingIp, name: string): readonly string[] {
  const fact = item.stateReason.facts[name];
  if (typeof fact === "string") return [fact];
  return Array.isArray(fact) ? fact : [];
}

/** Every namespace that has to do with it. */
export function namespacesOf(item: FloatingIp): readonly string[] {
  const named = factList(item, "pods").map((pod) => pod.split("/", 1)[0] ?? "");
  return [...new Set([...podsOf(item).map((pod) => pod.namespace), ...named])];
}

/** Every node that has to do with it. */
export function nodesOf(item: FloatingIp): readonly string[] {
  return [...new Set([...item.nodes.map((node) => node.node), ...factList(item, "nodes")])];
}

function textsOf(item: FloatingIp): readonly string[] {
  const pods = podsOf(item).flatMap((pod) => [
    `${pod.namespace}/${pod.name}`,
    pod.podIp ?? "",
    pod.workload ? `${pod.namespace}/${pod.workload.name}` : "",
  ]);
  const notes = item.notes ? [item.notes.owner, item.notes.text, item.notes.runbook] : [];
  return [item.ip, ...pods, ...nodesOf(item), ...factList(item, "pods"), ...notes].map((text) => text.toLowerCase());
}
