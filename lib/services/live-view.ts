import "server-only";
import type { Cluster } from "#lib/cluster/cluster.ts";
import type { FloatingIp, FloatingIpList } from "#lib/contract/floating-ips.ts";
import { canonicalAddress } from "#lib/domain/address.ts";
import { createAssessor } from "#lib/domain/assessor.ts";
import { diagnosticRules } from "#lib/domain/diagnose/diagnose.ts";
import { isEqual } from "#lib/domain/is-equal.ts";
import { ConsoleError } from "#lib/errors.ts";
import { createAddressSpaceAnswers } from "./address-space.ts";
import { askWhatIf } from "./ask-what-if.ts";
import { listFindings } from "./list-findings.ts";
import { listFloatingIps } from "./list-floating-ips.ts";
import type { LiveEvent, LiveView } from "./live-view-port.ts";
import { presentFloatingIp } from "./present.ts";
import { presentInstant, presentTransition } from "./present-transition.ts";
import { readAddress } from "./read-address.ts";
import { readFloatingIp } from "./read-floating-ip.ts";
import { readGates } from "./read-gates.ts";
import { presentSource, readStatus } from "./read-status.ts";
import type { RecorderNews, RecorderPort } from "./recorder-port.ts";
import { presentRecorder, withPast } from "./remember.ts";

export type LiveViewOptions = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly instanceId: string;
  /** Without one, everything is shown at once, and nothing is remembered. */
  readonly recorder?: RecorderPort;
};

/** An answer as it was made; `null` where the address went. */
type Made = { readonly ip: string; readonly fresh: FloatingIp | null };

const NOTHING = { known: null, lastTransition: null, notes: null };

/**
 * Follows a cluster and keeps the answers of the API ready: an answer about one floating IP is made when it changes,
 * not when it is asked for. It is shown when the recorder says that what it shows is stored.
 *
 * A change that the reader cannot see (a resource version, a label) makes no revision.
 */
export function createLiveView(cluster: Cluster, { now, instanceId, recorder }: LiveViewOptions): LiveView {
  const { snapshot } = cluster;
  const assessor = createAssessor(snapshot, diagnosticRules);
  const { view } = assessor;
  const space = createAddressSpaceAnswers({ view, now, isTaken: (ip) => (recorder?.past.of(ip).notes ?? null) !== null });
  const items = new Map<string, FloatingIp>();
  const listeners = new Set<(event: LiveEvent) => void>();
  let sources = new Map([...snapshot.sources].map(([name, status]) => [name, presentSource(status)]));
  // From the clock, so that a page that was open through a restart does not take the new revisions for old ones.
  let revision = now();
  let observedAt = presentInstant(now());
  let hidden = 0;
  const whenShown: (() => void)[] = [];

  function make(ip: string): Made {
    const assessment = view.assessments.get(ip);
    return { ip, fresh: assessment ? presentFloatingIp(snapshot, assessment, { since: null, findings: assessor.codesOf(ip) }) : null };
  }

  function remember(fresh: FloatingIp, at: string): FloatingIp {
    return withPast(fresh, items.get(fresh.ip), recorder?.past.of(fresh.ip) ?? NOTHING, at);
  }

  /** @returns What differs from what was shown before. */
  function take(made: readonly Made[], at: string): { readonly upserted: FloatingIp[]; readonly removed: string[] } {
    const upserted: FloatingIp[] = [];
    const removed: string[] = [];
    for (const { ip, fresh } of made) {
      if (fresh === null) {
        if (items.delete(ip)) removed.push(ip);
        continue;
      }
      const after = remember(fresh, at);
      if (isEqual(items.get(ip), after)) continue;
      items.set(ip, after);
      upserted.push(after);
    }
    return { upserted, removed };
  }

  function show(made: readonly Made[], at: string): void {
    const { upserted, removed } = take(made, at);
    if (upserted.length + removed.length === 0) return;
    revision += 1;
    observedAt = at;
    emit({ event: "change", data: { revision, observedAt, upserted, removed } });
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

  /** What is shown stays as it is but for its past: what the cluster says now may not be stored yet. */
  function again(ips: readonly string[]): void {
    const made = [...new Set(ips)].map((ip) => {
      const shown = view.assessments.has(ip) ? items.get(ip) : undefined;
      return shown ? { ip, fresh: shown } : make(ip);
    });
    show(made, presentInstant(now()));
  }

  function hear(news: RecorderNews): void {
    if (news.kind === "state") {
      if (recorder) emit({ event: "recorder", data: presentRecorder(recorder.state()) });
    } else if (news.kind === "stored") {
      again(news.transitions.map(({ ip }) => ip));
      for (const stored of news.transitions) emit({ event: "transition", data: presentTransition(stored, { withEvidence: false }) });
    } else {
      for (const ip of news.ips) assessor.keep(ip, recorder?.past.isKept(ip) ?? false);
      again(news.ips);
    }
  }

  take([...view.assessments.keys()].map(make), observedAt);

  const unsubscribe = cluster.subscribe((changes) => {
    const at = now();
    const { touched } = assessor.apply(changes);
    space.note(changes);
    const ticket = recorder?.judge({ view, changes, touched, at });
    const kept = ticket?.kept ?? [];
    for (const { ip, isKept } of kept) assessor.keep(ip, isKept);
    const made = [...new Set([...touched, ...kept.map(({ ip }) => ip)])].map(make);
    hidden += 1;
    const reveal = () => {
      hidden -= 1;
      show(made, presentInstant(at));
      if (hidden === 0) for (const resolve of whenShown.splice(0)) resolve();
    };
    if (ticket) ticket.thenShow(reveal);
    else reveal();
    if (changes.some(({ collection }) => collection === "sources")) emitSources();
  });
  const leave = recorder?.subscribe(hear);
  recorder?.start(view);

  function canonical(ip: string): string {
    const address = canonicalAddress(ip);
    if (address === null) throw new ConsoleError("address-invalid", `“${ip}” is not an IP address.`, { facts: { ip } });
    return address;
  }

  /** An address that only history knows is answered for too. */
  function itemOf(ip: string): FloatingIp | null {
    const item = items.get(ip);
    if (item || !recorder?.past.knows(ip)) return item ?? null;
    return remember(presentFloatingIp(snapshot, assessor.unclaimed(ip), { since: null, findings: [] }), observedAt);
  }

  return {
    instanceId,
    revision: () => revision,
    observedAt: () => observedAt,
    shown: () => (hidden === 0 ? Promise.resolve() : new Promise((resolve) => whenShown.push(resolve))),
    list: (filter): FloatingIpList => ({ observedAt, revision, items: listFloatingIps(items.values(), filter) }),
    detail(text) {
      const ip = canonical(text);
      const item = itemOf(ip);
      return item && readFloatingIp(view, view.assessments.get(ip) ?? assessor.unclaimed(ip), item, { revision, observedAt });
    },
    findings: (filter) => listFindings(view, assessor.findings(), filter),
    gates: () => readGates(view),
    status: () => readStatus(view, recorder ? presentRecorder(recorder.state()) : null),
    address: (ip) => readAddress(view, canonical(ip)),
    pools: space.pools,
    freeAddresses: space.freeAddresses,
    addressSpaceVersion: space.version,
    whatIf: (body) => askWhatIf(view, items, body),
    cluster: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      unsubscribe();
      leave?.();
    },
  };
}
