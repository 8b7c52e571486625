import "server-only";
import type { Cluster } from "#lib/cluster/cluster.ts";
import type { FloatingIp, FloatingIpList } from "#lib/contract/floating-ips.ts";
import { canonicalAddress } from "#lib/domain/address.ts";
import { createAssessor } from "#lib/domain/assessor.ts";
import { diagnosticRules } from "#lib/domain/diagnose/diagnose.ts";
import { isEqual } from "#lib/domain/is-equal.ts";
import { ConsoleError } from "#lib/errors.ts";
import { askWhatIf } from "./ask-what-if.ts";
import { listFindings } from "./list-findings.ts";
import { listFloatingIps } from "./list-floating-ips.ts";
import type { LiveEvent, LiveView } from "./live-view-port.ts";
import { presentFloatingIp } from "./present.ts";
import { readAddress } from "./read-address.ts";
import { readFloatingIp } from "./read-floating-ip.ts";
import { readGates } from "./read-gates.ts";
import { presentSource, readStatus } from "./read-status.ts";

export type LiveViewOptions = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly instanceId: string;
};

/**
 * Follows a cluster and keeps the answers of the API ready: an answer about one floating IP is made when it changes,
 * not when it is asked for.
 *
 * A change that the reader cannot see (a resource version, a label) makes no revision.
 */
export function createLiveView(cluster: Cluster, { now, instanceId }: LiveViewOptions): LiveView {
  const { snapshot } = cluster;
  const assessor = createAssessor(snapshot, diagnosticRules);
  const items = new Map<string, FloatingIp>();
  const listeners = new Set<(event: LiveEvent) => void>();
  let sources = new Map([...snapshot.sources].map(([name, status]) => [name, presentSource(status)]));
  // From the clock, so that a page that was open through a restart does not take the new revisions for old ones.
  let revision = now();
  let observedAt = timeNow();

  function timeNow(): string {
    return new Date(now()).toISOString();
  }

  /** @returns The answer where it differs from the one before. */
  function refresh(ip: string, at: string): FloatingIp | undefined {
    const assessment = assessor.view.assessments.get(ip);
    if (!assessment) return undefined;
    const before = items.get(ip);
    const fresh = presentFloatingIp(snapshot, assessment, { since: null, findings: assessor.codesOf(ip) });
    const after = { ...fresh, since: before && standingOf(before) === standingOf(fresh) ? before.since : at };
    if (isEqual(before, after)) return undefined;
    items.set(ip, after);
    return after;
  }

  function emit(event: LiveEvent): void {
    for (const listener of [...listeners]) listener(event);
  }

  function emitSources(): void {
    const fresh = new Map([...snapshot.sources].map(([name, status]) => [name, presentSource(status)]));
    const before = sources;
    sources = fresh;
    for (const [name, data] of fresh) if (!isEqual(before.get(name), data)) emit({ event: "source", data });
  }

  for (const ip of assessor.view.assessments.keys()) refresh(ip, observedAt);

  const unsubscribe = cluster.subscribe((changes) => {
    const { touched, removed } = assessor.apply(changes);
    const at = timeNow();
    const upserted = touched.flatMap((ip) => refresh(ip, at) ?? []);
    for (const ip of removed) items.delete(ip);
    if (upserted.length + removed.length > 0) {
      revision += 1;
      observedAt = at;
      emit({ event: "change", data: { revision, observedAt, upserted, removed: [...removed] } });
    }
    if (changes.some(({ collection }) => collection === "sources")) emitSources();
  });

  function canonical(ip: string): string {
    const address = canonicalAddress(ip);
    if (address === null) throw new ConsoleError("address-invalid", `“${ip}” is not an IP address.`, { facts: { ip } });
    return address;
  }

  return {
    instanceId,
    revision: () => revision,
    observedAt: () => observedAt,
    list: (filter): FloatingIpList => ({ observedAt, revision, items: listFloatingIps(items.values(), filter) }),
    detail(ip) {
      const item = items.get(canonical(ip));
      return item ? readFloatingIp(assessor.view, item, { revision, observedAt }) : null;
    },
    findings: (filter) => listFindings(assessor.view, assessor.findings(), filter),
    gates: () => readGates(assessor.view),
    status: () => readStatus(assessor.view),
    address: (ip) => readAddress(assessor.view, canonical(ip)),
    whatIf: (body) => askWhatIf(assessor.view, items, body),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: unsubscribe,
  };
}

/** What `since` is about: the state, and who is the backend on which node. */
function standingOf({ state, nodes }: FloatingIp): string {
  const backends = nodes.flatMap(({ node, backend }) => (backend ? `${node} ${backend.uid} ${backend.podIp}` : []));
  return [state, ...backends].join("\n");
}
