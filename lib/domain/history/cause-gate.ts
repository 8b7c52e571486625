import type { ClusterView } from "../cluster-view.ts";
import { evidenceOf } from "./evidence.ts";
import { daemonSetObjectOf, deciderOf, felixObjectOf, type GateSighting } from "./gate-sighting.ts";
import { type Case, type Verdict, verdict } from "./question.ts";
import type { Evidence, EvidenceObject } from "./transition.ts";

type Parameter = "FloatingIPs" | "IPv6Support" | "BPFEnabled";
type Decision = { readonly parameter: Parameter; readonly decidedBy: string | null; readonly value: string };

/**
 * Why Felix programs the address on a node no more, or does again: its gate, and with it its IPv6 support and its
 * dataplane, since without any of them nothing is programmed.
 *
 * Certain where the object that decides was seen to change; a change of an object that another one overrides explains nothing
 * by itself. Without a change that was seen, what decides now is likely to be what was changed.
 *
 * @param node That held the address, or holds it now.
 * @returns `null` while Felix does not say what the direction asks for.
 */
export function explainGate(question: Case, direction: "closed" | "opened", node: string): Verdict | null {
  const { ip, view, memory, window, isBlind } = question;
  const family = ip.includes(":") ? 6 : 4;
  const { programs, reason } = view.programsOn(node, family);
  if (programs !== (direction === "closed" ? "no" : "yes")) return null;

  const sightings = memory.gates().filter(({ at, isFirst }) => at >= window.notBefore && !(isBlind && isFirst));
  const decision = decisionOn(
    view,
    node,
    direction === "closed" ? parameterOf(reason?.code) : (sightings.at(-1)?.parameter ?? "FloatingIPs"),
  );
  const seen = sightings.findLast(({ parameter }) => parameter === decision.parameter);
  const cause = direction === "closed" ? "felix-gate-closed" : "felix-gate-opened";
  if (!seen)
    return verdict(cause, "likely", [standing(question, node, decision)], {
      incident: incidentOf(deciderObject(view, decision), decision),
    });

  const isDecisive = decision.decidedBy === null || seen.after === null || deciderOf(seen) === decision.decidedBy;
  const evidence = isDecisive ? [changed(seen)] : [changed(seen), standing(question, node, decision, true)];
  return verdict(cause, isDecisive ? "certain" : "likely", evidence, { actor: seen.manager, incident: incidentOf(seen.object, decision) });
}

function parameterOf(code: string | undefined): Parameter {
  if (code === "ipv6-off") return "IPv6Support";
  return code === "dataplane-ebpf" ? "BPFEnabled" : "FloatingIPs";
}

function decisionOn({ felix }: ClusterView, node: string, parameter: string): Decision {
  if (parameter === "BPFEnabled") return { parameter, decidedBy: null, value: felix.dataplaneOn(node) };
  if (parameter !== "IPv6Support") return { parameter: "FloatingIPs", ...felix.gateOn(node) };
  return { parameter, ...felix.ipv6On(node) };
}

function changed({ object, parameter, before, after, at, manager, managedAt }: GateSighting): Evidence {
  const textOf = (value: string | null) => (value === null ? null : `${parameter}: ${value}`);
  const setOf = (value: string | null) => (value === null ? "unset" : "set");
  const facts = { object: `${object.kind} ${object.name}`, parameter, before, after, was: setOf(before), is: setOf(after), manager };
  return evidenceOf(object, {
    code: "gate-changed",
    facts,
    receivedAt: at,
    before: textOf(before),
    after: textOf(after),
    claimed: managedAt,
  });
}

function standing({ view, at }: Case, node: string, decision: Decision, contradicts = false): Evidence {
  const { parameter, decidedBy, value } = decision;
  const facts = { node, parameter, value, decidedBy: decidedBy ?? "", decided: decidedBy === null ? "no" : "yes" };
  return evidenceOf(deciderObject(view, decision), {
    code: contradicts ? "gate-decided-elsewhere" : "gate-says",
    stance: contradicts ? "contradicts" : "supports",
    facts,
    receivedAt: at,
    after: `${parameter}: ${value}`,
  });
}

/** What decides: an object, or the DaemonSet whose variable it is. The built-in value decides where nothing else does. */
function deciderObject({ snapshot, installation }: ClusterView, { decidedBy }: Decision): EvidenceObject {
  const name = decidedBy?.startsWith("FelixConfiguration/") ? decidedBy.slice("FelixConfiguration/".length) : "default";
  const { daemonSet } = installation;
  if (decidedBy?.startsWith("env/") && daemonSet) return daemonSetObjectOf(daemonSet);
  const record = snapshot.felixConfigurations.get(name);
  return record ? felixObjectOf(record) : { kind: "FelixConfiguration", namespace: null, name, uid: null, resourceVersion: null };
}

function incidentOf({ kind, name, resourceVersion }: EvidenceObject, { parameter }: Decision): string {
  return `felix:${kind}/${name}/${parameter}@${resourceVersion ?? ""}`;
}
