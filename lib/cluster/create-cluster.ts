import "server-only";
import { log } from "#lib/log/log.ts";
import { createApiClient } from "./api-client.ts";
import { backoffMs } from "./backoff.ts";
import { failureOfException } from "./classify.ts";
import type { Cluster } from "./cluster.ts";
import type { ConnectOptions } from "./connect.ts";
import { type Discovery, discover } from "./discovery.ts";
import { kindMissing, type SourceFailure } from "./failure.ts";
import { identify } from "./identify.ts";
import { nextTurn, pause } from "./pause.ts";
import { type ProbeTiming, startProbe } from "./probe.ts";
import { type Reflector, type ReflectorTiming, startReflector } from "./reflector.ts";
import { createSourceBoard } from "./source-board.ts";
import { createSourceFeed, type SourceFeed } from "./source-feed.ts";
import { planSources, type Source } from "./sources.ts";
import { createSnapshotStore } from "./store.ts";
import type { Target } from "./target.ts";

export type ClusterOptions = ConnectOptions & {
  /** `null` for all. */
  readonly namespaces: readonly string[] | null;
  /** Tests shorten them. */
  readonly timing?: Partial<ClusterTiming>;
};

export type ClusterTiming = {
  readonly reflector: ReflectorTiming;
  readonly probe: ProbeTiming;
  /** Between two looks at the groups that the server has. */
  readonly discoveryMs: number;
  /** The same, while one that is looked for is missing. */
  readonly missingGroupMs: number;
};

const DISCOVERY_MS = 60_000;
const MISSING_GROUP_MS = 15_000;

export type KeyedCluster = Cluster & {
  /** Tells this cluster from every other. It is known once the API server has answered. */
  readonly key: Promise<string>;
  /** The address of its API server; `null` until a kubeconfig could be read. */
  server(): string | null;
};

/** A source with what keeps it up to date. `reflector` is `null` while its group is not there. */
type Running = { readonly source: Source; readonly feed: SourceFeed; reflector: Reflector | null; version: string | null };

/**
 * A live picture of the cluster that the kubeconfig names. Nothing is asked before `start`, and nothing that goes
 * wrong afterwards is thrown: it stands in `snapshot.sources`, and is tried again.
 */
export function createCluster(options: ClusterOptions): KeyedCluster {
  const { timing = {} } = options;
  const api = createApiClient(options);
  const store = createSnapshotStore({ name: options.context ?? "unknown", kubernetesVersion: null, apiGroup: null });
  const board = createSourceBoard(store);
  const watchList = { isSupported: true };
  const running = planSources(options.namespaces).map((source): Running => {
    board.add(source.name);
    return { source, feed: createSourceFeed(source.name, source.kind, store, board), reflector: null, version: null };
  });
  store.flush();

  const key = Promise.withResolvers<string>();
  let isIdentified = false;
  const stopping = new AbortController();
  let wakeDiscovery = new AbortController();
  let probe: { stop(): Promise<void> } | null = null;
  let starting: Promise<void> = Promise.resolve();
  let discovering: Promise<void> = Promise.resolve();

  async function follow(entry: Running, group: string, version: string): Promise<void> {
    const { source, feed } = entry;
    const groupVersion = `${group}/${version}`;
    if (entry.version === groupVersion || stopping.signal.aborted) return;
    entry.version = groupVersion;
    await entry.reflector?.stop();
    const target: Target = {
      group,
      version,
      resource: source.kind.resource,
      namespace: source.namespace,
      fieldSelector: source.kind.fieldSelector,
    };
    entry.reflector = startReflector({
      api,
      target,
      feed,
      watchList,
      isLarge: source.kind.isLarge,
      ...(timing.reflector && { timing: timing.reflector }),
    });
  }

  async function followBuiltIn(): Promise<void> {
    for (const entry of running) {
      if (!isBuiltIn(entry.source)) continue;
      await follow(entry, entry.source.kind.group, entry.source.kind.version);
      // Twenty handshakes at once would hold up everything else.
      await nextTurn();
    }
  }

  async function unfollow(entry: Running, failure: SourceFailure): Promise<void> {
    const { reflector } = entry;
    entry.reflector = null;
    entry.version = null;
    await reflector?.stop();
    entry.feed.clear();
    entry.feed.failed(failure);
  }

  async function apply({ kubernetesVersion, apiGroup, hasOperator }: Discovery): Promise<void> {
    store.putIdentity({ name: api.connection()?.name ?? "unknown", kubernetesVersion, apiGroup });
    const [group = "", version = ""] = apiGroup?.split("/") ?? [];
    for (const entry of running) {
      const { kind } = entry.source;
      if (kind.group === "calico") {
        if (apiGroup) await follow(entry, group, version);
        else await unfollow(entry, kindMissing(kind.resource, "crd.projectcalico.org"));
      } else if (!isBuiltIn(entry.source)) {
        if (hasOperator) await follow(entry, kind.group, kind.version);
        else await unfollow(entry, kindMissing(kind.resource, kind.group));
      }
    }
  }

  async function keepDiscovering(): Promise<void> {
    let failures = 0;
    let wasFound = false;
    while (!stopping.signal.aborted) {
      wakeDiscovery = new AbortController();
      let waitMs: number;
      try {
        if (!isIdentified) key.resolve(await identify(api, stopping.signal));
        isIdentified = true;
        const found = await discover(api, stopping.signal);
        await apply(found);
        failures = 0;
        wasFound = true;
        const isMissing = found.apiGroup === null || !found.hasOperator;
        waitMs = isMissing ? (timing.missingGroupMs ?? MISSING_GROUP_MS) : (timing.discoveryMs ?? DISCOVERY_MS);
      } catch (error) {
        failures += 1;
        const failure = failureOfException(error, api.connection()?.server ?? "");
        for (const { source, feed } of running) if (!wasFound && !isBuiltIn(source)) feed.failed(failure);
        waitMs = backoffMs(failures, Math.random(), timing.reflector?.backoff);
      }
      await pause(waitMs, AbortSignal.any([stopping.signal, wakeDiscovery.signal]));
    }
  }

  function whenDown(failure: SourceFailure): void {
    // The operator is told by whoever follows the sources.
    log.debug({ code: failure.code }, failure.message);
    board.beginOutage(failure);
  }

  function whenUp(): void {
    log.debug("the API server answers again");
    board.endOutage();
    // A watch that was open across the outage may have lost its other end: each goes on from its last version.
    for (const { reflector } of running) reflector?.restart();
    wakeDiscovery.abort();
  }

  return {
    snapshot: store.snapshot,
    subscribe: store.subscribe,
    key: key.promise,
    server: () => api.connection()?.server ?? null,
    start() {
      if (probe) return;
      probe = startProbe({
        api,
        lastAliveAtMs: board.lastAliveAtMs,
        onAnswer: board.probed,
        onDown: whenDown,
        onUp: whenUp,
        ...(timing.probe && { timing: timing.probe }),
      });
      starting = followBuiltIn();
      discovering = keepDiscovering();
    },
    async stop() {
      stopping.abort();
      await Promise.all([probe?.stop(), starting, discovering]);
      await Promise.all(running.map(({ reflector }) => reflector?.stop()));
      await api.close();
      store.flush();
    },
  };
}

/** Whether every API server has the kind, so that nothing needs to be discovered. */
function isBuiltIn({ kind }: Source): boolean {
  return kind.group === "" || kind.group === "apps" || kind.group === "batch";
}
