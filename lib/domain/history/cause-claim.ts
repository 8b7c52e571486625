import type { PodRecord } from "../snapshot.ts";
import { annotationOf, type EvidenceCode, evidenceOf, nameOf, podObject, standingPodObject } from "./evidence.ts";
import { claimsAddress, type Fate } from "./fate.ts";
import { type Case, type Verdict, verdict } from "./question.ts";
import type { Evidence } from "./transition.ts";

const SOURCE_PREFIXES = "cni.projectcalico.org/allowedSourcePrefixes";

/**
 * Why the claim of a pod that is still there does not count any more, or counts for another address of the pod.
 *
 * Certain where what the pod said before is in hand too; from the new value alone it is likely.
 *
 * @returns `null` for a pod that is gone, or that claims as it did.
 */
export function explainClaim(question: Case, fate: Fate): Verdict | null {
  switch (fate.is) {
    case "withdrawn":
      return annotated(question, fate, "annotation-changed", "annotation-withdrawn");
    case "rejected":
      return annotated(question, fate, "annotation-malformed", "annotation-item-dropped");
    case "off-network":
      return annotated(question, fate, "annotation-malformed", "annotation-unreadable");
    case "readdressed":
      return verdict("pod-address-changed", "certain", readdressed(question, fate));
    default:
      return null;
  }
}

function annotated(question: Case, fate: Fate, cause: Verdict["cause"], code: EvidenceCode): Verdict {
  const { ip, view, memory, at } = question;
  const now = view.snapshot.pods.get(fate.pod.uid);
  const seen = memory.ofPod(fate.pod.uid).findLast(({ before, after }) => claimsAddress(before, ip) && !claimsAddress(after, ip));
  const { rejection } = fate;
  const isClaim = rejection?.reason.code !== "source-prefixes-malformed";
  const textOf = isClaim ? annotationOf : prefixesOf;
  const manager = (isClaim && now?.claimManager) || null;
  const isBare = now === undefined;
  const evidence = evidenceOf(objectOf(fate, now), {
    code: isBare ? "annotation-removed" : code,
    facts: {
      pod: nameOf(fate.pod),
      item: rejection?.item ?? ip,
      error: rejection?.reason.facts["error"] ?? null,
      manager,
    },
    receivedAt: seen?.at ?? at,
    before: textOf(seen?.before),
    after: textOf(now),
    claimed: manager === null ? null : (now?.claimManagedAt ?? null),
  });
  return verdict(cause, seen ? "certain" : "likely", [evidence], { actor: manager });
}

function prefixesOf(record: PodRecord | undefined): string | null {
  return record?.annotations[SOURCE_PREFIXES] ?? null;
}

/** A pod without the annotation is not read whole: its last revision that had it stands for it. */
function objectOf({ pod, words }: Fate, now: PodRecord | undefined) {
  const record = now ?? words;
  return record ? podObject(record) : standingPodObject(pod);
}

function readdressed({ view, memory, at }: Case, fate: Fate): readonly Evidence[] {
  const now = view.snapshot.pods.get(fate.pod.uid);
  if (!now) return [];
  const seen = memory.ofPod(now.uid).findLast(({ before, after }) => before && after && addressesOf(before) !== addressesOf(after));
  const facts = {
    pod: nameOf(now),
    before: fate.pod.podIp ?? "",
    after: now.statusPodIps,
    has: now.statusPodIps.length > 0 ? "some" : "none",
  };
  const before = seen?.before ? addressesOf(seen.before) : (fate.pod.podIp ?? null);
  return [evidenceOf(podObject(now), { code: "pod-address", facts, receivedAt: seen?.at ?? at, before, after: addressesOf(now) })];
}

/** The pod's own addresses, where it has any. */
export function addressesOf(record: PodRecord | undefined): string | null {
  return record && record.statusPodIps.length > 0 ? record.statusPodIps.join(", ") : null;
}
