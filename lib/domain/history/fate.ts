import type { RejectedClaim } from "../assessment.ts";
import { claimsOf } from "../claims.ts";
import type { ClusterView } from "../cluster-view.ts";
import { isFinished } from "../pod-addresses.ts";
import type { PodRecord } from "../snapshot.ts";
import { doubtAbout } from "../source.ts";
import type { Memory } from "./memory.ts";
import type { StandingPod } from "./transition.ts";

/**
 * What became of a pod that held a floating IP.
 *
 * `gone`: the object. `ended`: finished, or off the network for good. `off-network`: Calico cannot read an annotation.
 * `readdressed`: it has another address of its own, or none. `rejected`: it names the floating IP in a form that
 * Calico drops. `withdrawn`: it names it no more. `claims`: its claim counts as before. `hidden`: it cannot be seen.
 */
export type Fate = {
  readonly is: "gone" | "ended" | "off-network" | "readdressed" | "rejected" | "withdrawn" | "claims" | "hidden";
  readonly pod: StandingPod;
  /** What the pod said at the last; `undefined` when nobody here has ever read it. */
  readonly words: PodRecord | undefined;
  /** Why the claim does not count, where it is made. */
  readonly rejection: RejectedClaim | null;
};

/**
 * @param ip Canonical.
 * @param pod A backend of the standing before.
 */
export function fateOf(ip: string, pod: StandingPod, view: ClusterView, memory: Memory): Fate {
  const { snapshot } = view;
  const record = snapshot.pods.get(pod.uid);
  const words = record ?? memory.ofPod(pod.uid).at(-1)?.last;
  const fate = (is: Fate["is"], rejection: RejectedClaim | null = null): Fate => ({ is, pod, words, rejection });
  if (!record) {
    if (snapshot.podAddresses.has(pod.uid)) return fate("withdrawn");
    return doubtAbout(snapshot, "pods", pod.namespace) ? fate("hidden") : fate("gone");
  }
  if (isFinished(record)) return fate("ended");
  const { claims, rejected } = claimsOf(record);
  const claim = claims.find(({ floatingIp }) => floatingIp === ip);
  if (claim) return fate(claim.podIp === pod.podIp ? "claims" : "readdressed");
  const drop = rejected.find(({ dropsPod }) => dropsPod);
  if (drop) return fate(isAboutAddress(drop) ? "readdressed" : "off-network", drop);
  const rejection = rejected.find(({ floatingIp }) => floatingIp === ip);
  if (!rejection) return fate("withdrawn");
  return fate(isAboutAddress(rejection) ? "readdressed" : "rejected", rejection);
}

/** Codes that a pod gets for its own addresses, whatever it claims. */
const ABOUT_ADDRESS = new Set(["pod-no-address", "pod-address-unreadable", "pod-address-masked", "item-family-missing"]);

function isAboutAddress({ reason }: RejectedClaim): boolean {
  return ABOUT_ADDRESS.has(reason.code);
}

/** Whether the pod does not serve anybody any more, by whatever address. */
export function isLost({ is, words }: Fate): boolean {
  if (is === "readdressed") return words !== undefined && words.statusPodIps.length === 0;
  return is === "gone" || is === "ended" || is === "off-network";
}

/** Whether a pod's claim on a floating IP counts, by its record alone. */
export function claimsAddress(record: PodRecord | undefined, ip: string): boolean {
  return record !== undefined && claimsOf(record).claims.some(({ floatingIp }) => floatingIp === ip);
}
