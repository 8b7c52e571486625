import { setTimeout as sleep } from "node:timers/promises";
import { FLOATING_IPS_ANNOTATION } from "../../lib/domain/snapshot.ts";
import type { KubeClient } from "../player/client.ts";
import type { Player } from "../player/player.ts";
import { pathOf, statusOf } from "../player/pods.ts";
import { addWorkload } from "./workloads.ts";

export type Day = { stop(): Promise<void> };

type Step = { readonly what: string; readonly act: () => Promise<void> };

const APPS = "/apis/apps/v1/namespaces";

/**
 * A day that repeats: something moves soon after the start, and then at every tick.
 *
 * @param everyMs Between two steps.
 * @param onStep Told what happens, and what went wrong with it.
 */
export function startDay(
  client: KubeClient,
  player: Player,
  { everyMs, onStep = () => {} }: { everyMs: number; onStep?: (what: string, error?: unknown) => void },
): Day {
  const abort = new AbortController();
  const steps = script(client, player);

  async function play(): Promise<void> {
    await sleep(everyMs / 2, undefined, { signal: abort.signal });
    for (let at = 0; ; at = (at + 1) % steps.length) {
      const step = steps[at];
      if (step) {
        await step.act().then(
          () => onStep(step.what),
          (error: unknown) => onStep(step.what, error),
        );
      }
      await sleep(everyMs, undefined, { signal: abort.signal });
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

function script(client: KubeClient, player: Player): readonly Step[] {
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

  return [
    { what: "the backend of 10.99.0.10 is deleted, its standby takes over", act: removePod("payments", "gateway") },
    { what: "the backend of 10.99.0.20 stops being ready, and stays the backend", act: ready("payments", "ledger", false) },
    {
      what: "legacy/billing grows: the newer pod sorts earlier as text, and takes 10.99.0.51",
      act: scale("deployments", "legacy", "billing", 3),
    },
    {
      what: "payments/gw-1 gets an annotation that is no JSON: Calico drops the pod",
      act: annotate("payments", "gw-1", '["10.99.0.12",]'),
    },
    { what: "payments/gw-0 goes, and nobody has 10.99.0.12", act: async () => client.remove("/api/v1/namespaces/payments/pods/gw-0") },
    { what: "payments/gw-1 is mended", act: annotate("payments", "gw-1", '["10.99.0.12"]') },
    { what: "payments/checkout is rolled out", act: rollOut("payments", "checkout") },
    { what: "legacy/ftp-1 is evicted", act: async () => player.evict("legacy", "ftp-1") },
    { what: "node-f is lost", act: async () => player.failNode("node-f") },
    {
      what: "the second ingress goes: the split of 10.99.0.11 heals",
      act: async () => client.remove("/api/v1/namespaces/edge/pods/ingress-canary"),
    },
    { what: "the backend of 10.99.0.20 is ready again", act: ready("payments", "ledger", true) },
    { what: "legacy/billing shrinks", act: scale("deployments", "legacy", "billing", 2) },
    { what: "node-f is back", act: async () => player.restoreNode("node-f") },
    {
      what: "a second ingress on node-d: 10.99.0.11 is split",
      act: async () =>
        addWorkload(client, {
          kind: "Pod",
          namespace: "edge",
          name: "ingress-canary",
          replicas: 1,
          node: "node-d",
          floatingIps: ["10.99.0.11"],
        }),
    },
    { what: "web/shop-3 is rolled out", act: rollOut("web", "shop-3") },
  ];
}
