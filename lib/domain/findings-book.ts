import { compareAddresses } from "./address.ts";
import type { Finding, FloatingIpAssessment } from "./assessment.ts";
import type { ClusterView, PodClaims } from "./cluster-view.ts";

/** The rules, by what one finding is about. */
export type Rules = {
  diagnoseFloatingIp(view: ClusterView, assessment: FloatingIpAssessment): readonly Finding[];
  diagnosePod(view: ClusterView, pod: PodClaims): readonly Finding[];
  diagnoseCluster(view: ClusterView): readonly Finding[];
};

export type FindingsBook = {
  /** Forgets what was found about these; `true` for all of them. */
  forget(what: { ips?: Iterable<string> | true; pods?: Iterable<string> | true }): void;
  /** Codes of what was found about one floating IP and about the pods that have to do with it, sorted. */
  codesOf(ip: string): readonly string[];
  /** All findings. Those about the cluster as a whole are found anew at each revision in which somebody asks. */
  all(): readonly Finding[];
};

/**
 * Keeps what the rules found, and asks them again only about what changed.
 *
 * The codes of one floating IP leave out the rules about the cluster as a whole: those walk over all of it, and an
 * event of one pod must not cost that much.
 */
export function createFindingsBook(view: ClusterView, rules: Rules): FindingsBook {
  const byIp = new Map<string, readonly Finding[]>();
  const byPod = new Map<string, readonly Finding[]>();
  let ofCluster: readonly Finding[] | null = null;

  function aboutIp(ip: string): readonly Finding[] {
    const assessment = view.assessments.get(ip);
    if (!assessment) return [];
    return byIp.get(ip) ?? keep(byIp, ip, rules.diagnoseFloatingIp(view, assessment));
  }

  function aboutPod(uid: string): readonly Finding[] {
    const pod = view.pods.get(uid);
    if (!pod) return [];
    return byPod.get(uid) ?? keep(byPod, uid, rules.diagnosePod(view, pod));
  }

  /** The pods that have to do with it, and those for which a node of its claims is frozen. */
  function concerning(ip: string): readonly string[] {
    const nodes = view.assessments.get(ip)?.nodes ?? [];
    return [...(view.podsByIp.get(ip) ?? []), ...nodes.flatMap(({ node }) => view.crashersOn(node).map((pod) => pod.uid))];
  }

  return {
    forget({ ips = [], pods = [] }) {
      ofCluster = null;
      if (ips === true) byIp.clear();
      else for (const ip of ips) byIp.delete(ip);
      if (pods === true) byPod.clear();
      else for (const uid of pods) byPod.delete(uid);
    },
    codesOf(ip) {
      const codes = new Set(aboutIp(ip).map((finding) => finding.code));
      for (const uid of concerning(ip)) {
        for (const finding of aboutPod(uid)) if (finding.ips.includes(ip)) codes.add(finding.code);
      }
      return [...codes].toSorted();
    },
    all() {
      ofCluster ??= rules.diagnoseCluster(view).map(inOrder);
      return [...ofCluster, ...[...view.assessments.keys()].flatMap(aboutIp), ...[...view.pods.keys()].flatMap(aboutPod)];
    },
  };
}

function keep(book: Map<string, readonly Finding[]>, key: string, found: readonly Finding[]): readonly Finding[] {
  const ordered = found.map(inOrder);
  book.set(key, ordered);
  return ordered;
}

/** In the order of their values, whatever way the rule came to them. */
function inOrder(finding: Finding): Finding {
  return finding.ips.length > 1 ? { ...finding, ips: finding.ips.toSorted(compareAddresses) } : finding;
}
