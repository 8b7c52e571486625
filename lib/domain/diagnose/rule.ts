import type { Finding, FloatingIpAssessment, Severity } from "../assessment.ts";
import type { ClusterView, PodClaims } from "../cluster-view.ts";

/** What a rule finds: who it is about, and what its sentences are filled with. `severity` only where it differs from the rule's own. */
export type Found = Pick<Finding, "subject" | "ips" | "facts"> & { readonly severity?: Severity };

type About = {
  /** Stable, kebab-case; never used again for something else. */
  readonly code: string;
  readonly severity: Severity;
  /** Sources without which the rule says nothing, e.g. `ipamblocks`. */
  readonly needs: readonly string[];
};

/** One check. Pure; the time is not known here, so ages are told by facts that hold times. */
export type FloatingIpRule = About & { find(view: ClusterView, assessment: FloatingIpAssessment): readonly Found[] };
export type PodRule = About & { find(view: ClusterView, pod: PodClaims): readonly Found[] };
export type ClusterRule = About & { find(view: ClusterView): readonly Found[] };

export function aboutPod({ namespace, name }: { readonly namespace: string; readonly name: string }): Finding["subject"] {
  return { kind: "Pod", namespace, name };
}

export function aboutIp(ip: string): Finding["subject"] {
  return { kind: "FloatingIP", namespace: null, name: ip };
}

/** `namespace/name` */
export function fullName({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

const MAX_TEXT = 240;

/** An annotation may hold 256 KiB; a sentence should not. */
export function excerpt(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}

/** All claims that count, of every node. */
export function claimsIn({ nodes }: FloatingIpAssessment) {
  return nodes.flatMap(({ backend, standbys }) => (backend ? [backend, ...standbys] : standbys));
}
