import { setTimeout as sleep } from "node:timers/promises";
import { FLOATING_IPS_ANNOTATION } from "../../lib/domain/snapshot.ts";
import type { KubeClient } from "../player/client.ts";
import type { Player } from "../player/player.ts";
import { pathOf, statusOf } from "../player/pods.ts";
import { addWorkload, INGRESS_CANARY } from "./workloads.ts";

export type Day = { stop(): Promise<void> };

/** One thing that happens. */
export type Step = { readonly what: string; readonly act: () => Promise<void> };

export type DayOptions = {
  /** Between two steps; the first comes after half of it. */
  readonly everyMs: number;
  /** Told what happens, and what went wrong with it. */
  readonly onStep?: (what: string, error?: unknown) => void;
  /** Tests have their own time. */
  readonly wait?: (ms: number, value: undefined, options: { readonly signal: AbortSignal }) => Promise<unknown>;
};

const APPS = "/apis/apps/v1/namespaces";

/**
 * A day that repeats: something moves soon after the start, and then at every tick.
 *
 */
export function startDay(client: KubeClient, player: Player, { everyMs, onStep = () => {}, wait = sleep }: DayOptions): Day {
  const abort = new AbortController();
  const steps = stepsOfDay(client, player);

  async function play(): Promise<void> {
    await wait(everyMs / 2, undefined, { signal: abort.signal });
    for (let at = 0; ; at = (at + 1) % steps.length) {
      const step = steps[at];
      if (step) {
        await step.act().then(
          () => onStep(step.what),
          (error: unknown) => onStep(step.what, error),
        );
      }
      await wait(everyMs, undefined, { signal: abort.signal });
    }
  }

  const playing = play().catch(() => undefined);
  return {
    async stop() {
      abort.abort();
      await playing;
    },
  };
}

/** All that happens in a day, in order; after the last one it can begin again. */
export function stepsOfDay(client: KubeClient, player: Player): readonly Step[] {
  const podOf = (namespace: string, prefix: string, pick: "first" | "last" = "first") => {
    const names = [...player.pods.objects.values()]
      .filter(({ metadata }) => metadata.namespace === namespace && metadata.name.startsWith(`${prefix}-`) && !metadata.deletionTimestamp)
      // In the order of an election, so that the first is the backend.
      .toSorted((a, b) => ((statusOf(a).podIP ?? "~") < (statusOf(b).podIP ?? "~") ? -1 : 1));
    const pod = pick === "first" ? names[0] : names.at(-1);
    if (!pod) throw new Error(`no pod of ${namespace}/${prefix} is there`);
    return pod;
  };
  const removePod = (namespace: string, prefix: string) => async () => client.remove(pathOf(podOf(namespace, prefix)));
  const scale = (kind: string, namespace: string, name: string, replicas: number) => async () =>
    void (await client.merge(`${APPS}/${namespace}/${kind}/${name}`, { spec: { replicas } }));
  const annotate = (namespace: string, name: string, value: string | null) => async () =>
    void (await client.merge(`/api/v1/namespaces/${namespace}/pods/${name}`, {
      metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: value } },
    }));
  const ready = (namespace: string, prefix: string, is: boolean) => async () => {
    const { metadata } = podOf(namespace, prefix);
    await player.setReady(namespace, metadata.name, is);
  };
  const rollOut = (namespace: string, name: string) => async () =>
    void (await client.merge(`${APPS}/${namespace}/deployments/${name}`, {
      spec: { template: { metadata: { annotations: { "kubectl.kubernetes.io/restartedAt": new Date().toISOString() } } } },
    }));

  const setClaimOfTemplate = (namespace: string, name: string, value: string) => async () =>
    void (await client.merge(`${APPS}/${namespace}/statefulsets/${name}`, {
      spec: { template: { metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: value } } } },
    }));
  const both =
    (...acts: (() => Promise<void>)[]) =>
    async () => {
      for (const act of acts) await act();
    };
  const [good, bad] = ['["10.99.0.12"]', '["10.99.0.12",]'];

  return [
    { what: "the backend of 10.99.0.10 is deleted, its standby takes over", act: removePod("payments", "gateway") },
    { what: "the backend of 10.99.0.13 stops being ready, and stays the backend", act: ready("payments", "cards", false) },
    {
      what: "legacy/billing grows: the newer pod sorts earlier as text, and takes 10.99.0.51",
      act: scale("deployments", "legacy", "billing", 3),
    },
    {
      what: "payments/gw and gw-1 get an annotation that is no JSON: Calico drops gw-1",
      act: both(setClaimOfTemplate("payments", "gw", bad), annotate("payments", "gw-1", bad)),
    },
    {
      what: "payments/gw-0 is replaced, and its successor cannot start: nobody has 10.99.0.12",
      act: async () => client.remove("/api/v1/namespaces/payments/pods/gw-0"),
    },
    { what: "payments/gw-1 is mended, and has 10.99.0.12", act: annotate("payments", "gw-1", good) },
    {
      what: "payments/gw is mended: gw-0 starts",
      act: both(setClaimOfTemplate("payments", "gw", good), annotate("payments", "gw-0", good)),
    },
    { what: "payments/checkout is rolled out", act: rollOut("payments", "checkout") },
    { what: "the backend of 10.99.0.13 is ready again", act: ready("payments", "cards", true) },
    { what: "node-f is lost", act: async () => player.failNode("node-f") },
    { what: "legacy/ftp-0 is evicted", act: async () => player.evict("legacy", "ftp-0") },
    {
      what: "the second ingress goes: the split of 10.99.0.11 heals",
      act: async () => client.remove("/api/v1/namespaces/edge/pods/ingress-canary"),
    },
    { what: "legacy/billing shrinks: 10.99.0.51 goes back", act: scale("deployments", "legacy", "billing", 2) },
    { what: "node-f is back", act: async () => player.restoreNode("node-f") },
    { what: "a second ingress on node-d: 10.99.0.11 is split", act: async () => addWorkload(client, INGRESS_CANARY) },
    { what: "payments/vault-proxy is rolled out, back to node-f", act: rollOut("payments", "vault-proxy") },
    { what: "web/shop-3 is rolled out", act: rollOut("web", "shop-3") },
  ];
}
