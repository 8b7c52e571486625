import { type AssessContext, assessFloatingIp } from "./assess.ts";
import type { Finding, FloatingIpAssessment } from "./assessment.ts";
import { createClaimIndex } from "./claim-index.ts";
import type { ClusterView } from "./cluster-view.ts";
import { createDerived, placeIn } from "./derived.ts";
import { createFindingsBook, type FindingsBook, type Rules } from "./findings-book.ts";
import { isEqual } from "./is-equal.ts";
import { podClaimsOf } from "./pod-claims.ts";
import { podKnowledgeOf } from "./pod-knowledge.ts";
import { reachOf } from "./reach.ts";
import { ipsInBlock, isRecordChange, isRunBy, type Scope, scopesOf, standingOf } from "./scope-of-change.ts";
import type { ClusterSnapshot, RecordChange, SnapshotChange } from "./snapshot.ts";

/** What a batch of changes did. */
export type Consequences = {
  /** Floating IPs that are new, or of which the assessment or the codes of the findings differ now. */
  readonly upserted: readonly FloatingIpAssessment[];
  /** All floating IPs that were decided again, also those that came out the same. Who draws on more than the assessment looks at these. */
  readonly touched: readonly string[];
  /** Floating IPs that nothing has to do with any more. */
  readonly removed: readonly string[];
  /** What was found may differ. Which findings is not worked out before somebody reads them. */
  readonly findingsChanged: boolean;
};

export type Assessor = {
  readonly view: ClusterView;
  /** Call it after the snapshot has changed, with what changed. */
  apply(changes: readonly SnapshotChange[]): Consequences;
  /** Decides about an address also while no pod has to do with it, or no more. */
  keep(ip: string, isKept: boolean): Consequences;
  /** What would be decided about an address that no pod has to do with. */
  unclaimed(ip: string): FloatingIpAssessment;
  codesOf: FindingsBook["codesOf"];
  findings(): readonly Finding[];
};

type Touched = {
  everything: boolean;
  readonly ips: Set<string>;
  readonly pods: Set<string>;
  /** Looked for once per batch, because the way to them is over all claims. */
  readonly workloads: Set<string>;
  readonly blocks: Extract<Scope, { kind: "block" }>[];
};

/** From so many blocks in one batch on, which is a first listing, deciding everything again is less work than finding out what lies in them. */
const MANY_BLOCKS = 8;

/**
 * Keeps the assessments of all floating IPs up with a live snapshot.
 *
 * The work of a batch is that of what changed: an event of one pod touches the floating IPs it claims or claimed and
 * those that are its own address. The result is at all times that of a new assessor over the same snapshot.
 *
 * @param snapshot Live; read only while `apply` or an accessor of the view runs.
 * @param rules What is asked about each floating IP, each pod and the cluster.
 * @param keeping Canonical addresses that are decided about though no pod has to do with them.
 */
export function createAssessor(snapshot: ClusterSnapshot, rules: Rules, keeping: Iterable<string> = []): Assessor {
  const kept = new Set(keeping);
  const index = createClaimIndex([...snapshot.pods.values()].map(podClaimsOf));
  const derived = createDerived(snapshot);
  const assessments = new Map<string, FloatingIpAssessment>();
  const codes = new Map<string, string>();
  let podKnowledge = podKnowledgeOf(snapshot.sources);
  let standing = standingOf(snapshot);

  const view: ClusterView = {
    snapshot,
    get installation() {
      return derived.installation();
    },
    get felix() {
      return derived.felix();
    },
    get cniGate() {
      return derived.cniGate();
    },
    get addresses() {
      return derived.addresses();
    },
    get holders() {
      return derived.holders();
    },
    pods: index.pods,
    podsByIp: index.podsByIp,
    podsByNode: index.podsByNode,
    assessments,
    programsOn: (node, family) => derived.felix().programsOn(node, family),
    crashersOn: (node) => (view.programsOn(node, 6).programs === "no" ? [] : index.crashersOn(node)),
  };
  const context: AssessContext = {
    programsOn: view.programsOn,
    crashersOn: view.crashersOn,
    get podKnowledge() {
      return podKnowledge;
    },
    placeOf: (ip) => placeIn(view, ip),
    reachOf: (ip, nodes) => reachOf(view, ip, nodes),
  };
  const book = createFindingsBook(view, rules);

  function isThere(ip: string): boolean {
    return index.podsByIp.has(ip) || kept.has(ip);
  }

  /** @returns Whether the floating IP is there, and differs. */
  function reassess(ip: string): "same" | "differs" | "gone" {
    if (!isThere(ip)) return assessments.delete(ip) ? "gone" : "same";
    const { claims, rejected } = index.claimsOf(ip);
    const after = assessFloatingIp(context, ip, claims, rejected);
    if (isEqual(assessments.get(ip), after)) return "same";
    assessments.set(ip, after);
    return "differs";
  }

  function rediagnose(ip: string): boolean {
    const after = book.codesOf(ip).join(" ");
    if (codes.get(ip) === after) return false;
    codes.set(ip, after);
    return true;
  }

  function settle(ips: Iterable<string>): Pick<Consequences, "upserted" | "removed" | "touched"> {
    const upserted: FloatingIpAssessment[] = [];
    const removed: string[] = [];
    const differing = new Set<string>();
    const all = [...ips];
    for (const ip of all) {
      const outcome = reassess(ip);
      if (outcome === "differs") differing.add(ip);
      if (outcome === "gone") removed.push(ip);
    }
    // Only now: a rule about one floating IP may look at the others.
    for (const ip of all) {
      const assessment = assessments.get(ip);
      if (!assessment) codes.delete(ip);
      else if (rediagnose(ip) || differing.has(ip)) upserted.push(assessment);
    }
    return { upserted, removed, touched: all };
  }

  function touchedBy(changes: readonly RecordChange[]): Touched {
    const touched: Touched = { everything: false, ips: new Set(), pods: new Set(), workloads: new Set(), blocks: [] };
    for (const change of changes) {
      derived.apply(change);
      for (const scope of scopesOf(change)) touch(touched, scope);
    }
    if (touched.blocks.length > MANY_BLOCKS) touched.everything = true;
    find(touched);
    // A rule about a pod may look at those that share a floating IP with it.
    for (const ip of touched.ips) for (const uid of index.podsByIp.get(ip) ?? []) touched.pods.add(uid);
    return touched;
  }

  function touchPod(touched: Touched, uid: string): void {
    const nodes = [index.pods.get(uid)?.pod.node, snapshot.pods.get(uid)?.node];
    touched.pods.add(uid);
    for (const ip of index.put(uid, snapshot.pods.get(uid))) touched.ips.add(ip);
    // What is told about a pod on which Felix crashes names all floating IPs of the node.
    for (const node of nodes) for (const pod of node ? index.crashersOn(node) : []) touched.pods.add(pod.uid);
  }

  /** What takes a walk over all claims, once for all changes. */
  function find({ workloads, blocks, ips, pods, ...touched }: Touched): void {
    if (touched.everything) return;
    for (const block of blocks) for (const ip of ipsInBlock(assessments.keys(), assessments, block)) ips.add(ip);
    if (workloads.size === 0) return;
    for (const entry of index.pods.values()) {
      if (!isRunBy(snapshot, entry.pod, workloads)) continue;
      pods.add(entry.pod.uid);
      for (const ip of entry.ips) ips.add(ip);
    }
  }

  function touch(touched: Touched, scope: Scope): void {
    const addIps = (ips: Iterable<string>) => {
      for (const ip of ips) touched.ips.add(ip);
    };
    switch (scope.kind) {
      case "everything":
        touched.everything = true;
        return;
      case "pod":
        touchPod(touched, scope.uid);
        return;
      case "node":
        for (const uid of index.podsByNode.get(scope.node) ?? []) touched.pods.add(uid);
        addIps(index.ipsOn(scope.node));
        return;
      case "addresses":
        addIps(scope.addresses.filter(isThere));
        return;
      case "block":
        touched.blocks.push(scope);
        return;
      case "told-of-pod":
        touched.pods.add(scope.uid);
        addIps(index.pods.get(scope.uid)?.ips ?? []);
        return;
      case "workload":
        touched.workloads.add(scope.uid);
    }
  }

  const everyIp = () => new Set([...index.podsByIp.keys(), ...assessments.keys(), ...kept]);
  settle(everyIp());

  return {
    view,
    codesOf: book.codesOf,
    findings: book.all,
    unclaimed: (ip) => assessFloatingIp(context, ip, [], []),
    keep(ip, isKept) {
      if (kept.has(ip) === isKept) return { upserted: [], removed: [], touched: [], findingsChanged: false };
      if (isKept) kept.add(ip);
      else kept.delete(ip);
      book.forget({ ips: [ip] });
      const settled = settle([ip]);
      return { ...settled, findingsChanged: settled.upserted.length + settled.removed.length > 0 };
    },
    apply(changes) {
      const touched = touchedBy(changes.filter(isRecordChange));
      const standingNow = standingOf(snapshot);
      if (!isEqual(standing, standingNow)) {
        standing = standingNow;
        podKnowledge = podKnowledgeOf(snapshot.sources);
        touched.everything = true;
      }
      if (touched.everything) derived.reset();
      book.forget(touched.everything ? { ips: true, pods: true } : touched);
      return {
        ...settle(touched.everything ? everyIp() : touched.ips),
        findingsChanged: touched.everything || changes.some(isRecordChange),
      };
    },
  };
}
