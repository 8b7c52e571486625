import { readCniConfig } from "../../lib/domain/cni-config.ts";
import { forecastAdd, forecastDel } from "../../lib/domain/forecast.ts";
import { FLOATING_IPS_ANNOTATION } from "../../lib/domain/snapshot.ts";
import type { JsonMap, KubeObject } from "../api-server/objects.ts";
import type { KubeClient } from "./client.ts";
import type { Ipam } from "./ipam.ts";
import { internalAddress } from "./nodes.ts";
import { hasNetwork, isFinal, isReady, pathOf, podConditions, specOf, statusOf, timeText } from "./pods.ts";
import { reportEvent } from "./report-event.ts";

export type KubeletOptions = {
  readonly client: KubeClient;
  readonly ipam: Ipam;
  /** Whether the pools give a pod addresses of a family. */
  readonly families: { readonly v4: boolean; readonly v6: boolean };
  /** How long a pod takes to become ready, and to end at most. */
  readonly startMs: number;
  readonly graceMs: number;
  /** How long the init containers of a pod on the host's network take, on a node where they ran before. */
  readonly initMs: number;
  readonly now: () => Date;
};

const RETRY_MS = 5_000;
const NOT_INSTALLED =
  "stat /var/lib/calico/nodename: no such file or directory: check that the calico/node container is running and has mounted /var/lib/calico/";

/** Acts as the kubelet, the CNI plugin and IPAM for the pods of living nodes. One decision a call, taken from the present state. */
export class Kubelet {
  /** Nodes that do not answer any more. */
  readonly deadNodes = new Set<string>();
  /** What `install-cni` wrote on each node. */
  readonly installed = new Map<string, string>();
  readonly #notReady = new Set<string>();
  readonly #startedAt = new Map<string, number>();
  readonly #stoppedAt = new Map<string, number>();
  readonly #options: KubeletOptions;

  constructor(options: KubeletOptions) {
    this.#options = options;
  }

  /** @returns After how many milliseconds to look again. */
  async look(pod: KubeObject, node: KubeObject | undefined): Promise<number | undefined> {
    const { nodeName } = specOf(pod);
    if (!nodeName || !node || this.deadNodes.has(nodeName)) return undefined;
    if (pod.metadata.deletionTimestamp) return this.#end(pod);
    if (isFinal(pod)) return undefined;
    if (!statusOf(pod).podIP) return specOf(pod).hostNetwork ? this.#startOnHost(pod, node) : this.#start(pod, node);
    return this.#becomeReady(pod);
  }

  async setReady(pod: KubeObject, ready: boolean): Promise<void> {
    const uid = pod.metadata.uid ?? "";
    if (ready) this.#notReady.delete(uid);
    else this.#notReady.add(uid);
    const containerStatuses = (statusOf(pod).containerStatuses ?? []).map((container) => ({ ...container, ready }));
    await this.#patchStatus(pod, { conditions: podConditions(ready, this.#options.now()), containerStatuses });
  }

  /** All containers ended by themselves: the sandbox goes, and its address with it. The object stays. */
  async finish(pod: KubeObject, phase: "Succeeded" | "Failed"): Promise<void> {
    const conditions = podConditions(false, this.#options.now(), phase === "Succeeded" ? "PodCompleted" : "PodFailed");
    await this.#patchStatus(pod, { phase, conditions });
    if (hasNetwork(pod)) await this.#tearDown(pod);
  }

  /** The dead do not answer: their pods count as not ready. */
  async loseTouch(pod: KubeObject): Promise<void> {
    await this.#patchStatus(pod, { conditions: podConditions(false, this.#options.now(), "NodeNotReady").slice(-1) });
  }

  async #startOnHost(pod: KubeObject, node: KubeObject): Promise<number | undefined> {
    const address = internalAddress(node);
    const { uid = "" } = pod.metadata;
    const { initMs, now } = this.#options;
    const begun = this.#startedAt.get(uid);
    if (initMs > 0 && begun === undefined && this.installed.has(node.metadata.name)) {
      this.#startedAt.set(uid, now().getTime());
      await this.#patchStatus(pod, this.#initializing(pod, address));
      return initMs;
    }
    const left = (begun ?? 0) + initMs - now().getTime();
    if (left > 0) return left;
    await this.#patchStatus(pod, { ...this.#running(pod, address, true), ...addresses([address]) });
    return undefined;
  }

  async #start(pod: KubeObject, node: KubeObject): Promise<number | undefined> {
    const { client, ipam, families, startMs, now } = this.#options;
    const flag = this.#flagOn(node.metadata.name);
    const answer = flag === null ? ({ ok: false, error: NOT_INSTALLED } as const) : forecastAdd({ value: claimOf(pod), families, flag });
    if (!answer.ok) {
      const what = `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${sandboxOf(pod)}"`;
      await this.#patchStatus(pod, this.#waiting(pod, internalAddress(node)));
      await this.#report(pod, "FailedCreatePodSandBox", `${what}: plugin type="calico" failed (add): ${answer.error}`);
      return RETRY_MS;
    }
    const { namespace = "", name, uid = "" } = pod.metadata;
    const ips = await ipam.allocate({ namespace, name, uid }, node.metadata.name);
    this.#startedAt.set(uid, now().getTime());
    await client.patch(
      `${pathOf(pod)}/status`,
      {
        metadata: { uid, annotations: podIpAnnotations(ips) },
        status: { ...this.#running(pod, internalAddress(node), false), ...addresses(ips) },
      },
      "strategic-merge-patch+json",
    );
    return startMs;
  }

  async #becomeReady(pod: KubeObject): Promise<number | undefined> {
    const uid = pod.metadata.uid ?? "";
    if (isReady(pod) || this.#notReady.has(uid)) return undefined;
    const left = (this.#startedAt.get(uid) ?? 0) + this.#options.startMs - this.#options.now().getTime();
    if (left > 0) return left;
    await this.setReady(pod, true);
    return undefined;
  }

  async #end(pod: KubeObject): Promise<number | undefined> {
    const { client, graceMs, now } = this.#options;
    const uid = pod.metadata.uid ?? "";
    const { nodeName = "" } = specOf(pod);
    const since = this.#stoppedAt.get(uid) ?? now().getTime();
    this.#stoppedAt.set(uid, since);
    const allowed = Math.min(graceMs, (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000);
    const left = since + allowed - now().getTime();
    if (left > 0) return left;

    const hasAddress = hasNetwork(pod);
    const value = specOf(pod).hostNetwork ? null : claimOf(pod);
    // Without a sandbox there is nothing to take down, unless the empty value spoils even that.
    const answer = forecastDel({ value: hasAddress || value === "" ? value : null, hasAddress, flag: this.#flagOn(nodeName) ?? false });
    if (!answer.ok) {
      const what = `error killing pod: failed to "KillPodSandbox" for "${uid}" with KillPodSandboxError`;
      const cause = `rpc error: code = Unknown desc = failed to destroy network for sandbox \\"${sandboxOf(pod)}\\"`;
      await this.#report(pod, "FailedKillPod", `${what}: "${cause}: plugin type=\\"calico\\" failed (delete): ${answer.error}"`);
      return RETRY_MS;
    }
    if (hasAddress) await this.#tearDown(pod);
    await client.remove(pathOf(pod), { graceSeconds: 0, uid });
    this.#stoppedAt.delete(uid);
    this.#startedAt.delete(uid);
    this.#notReady.delete(uid);
    return undefined;
  }

  /** CNI DEL: Calico writes that the pod has no address any more, and IPAM takes it back. */
  async #tearDown(pod: KubeObject): Promise<void> {
    const { client, ipam } = this.#options;
    const { uid = "" } = pod.metadata;
    await client.merge(`${pathOf(pod)}/status`, { metadata: { uid, annotations: podIpAnnotations([]) } });
    await ipam.release(uid);
  }

  /** `null` where no calico-node ever ran. */
  #flagOn(node: string): boolean | "invalid" | null {
    const text = this.installed.get(node);
    if (text === undefined) return null;
    const config = readCniConfig(text);
    return config.ok ? config.floatingIps : "invalid";
  }

  #running(pod: KubeObject, hostIP: string, ready: boolean): JsonMap {
    const { containers, initContainers = [] } = specOf(pod);
    const now = timeText(this.#options.now());
    // A patch adds to what is there.
    const done = { running: null, terminated: { exitCode: 0, reason: "Completed", startedAt: now, finishedAt: now } };
    const common = ({ name, image }: { readonly name: string; readonly image: string }) => ({
      name,
      image,
      imageID: image,
      restartCount: 0,
    });
    return {
      phase: "Running",
      startTime: now,
      hostIP,
      hostIPs: [{ ip: hostIP }],
      conditions: podConditions(ready, this.#options.now()),
      containerStatuses: containers.map((one) => ({ ...common(one), ready, started: true, state: { running: { startedAt: now } } })),
      initContainerStatuses: initContainers.map((one) => ({ ...common(one), ready: true, state: done })),
    };
  }

  #initializing(pod: KubeObject, hostIP: string): JsonMap {
    const state = { running: { startedAt: timeText(this.#options.now()) } };
    const { initContainers = [] } = specOf(pod);
    const initContainerStatuses = initContainers.map(({ name, image }) => ({
      name,
      image,
      imageID: image,
      restartCount: 0,
      ready: false,
      state,
    }));
    return { ...this.#waiting(pod, hostIP), initContainerStatuses };
  }

  #waiting(pod: KubeObject, hostIP: string): JsonMap {
    if (statusOf(pod).containerStatuses) return {};
    const state = { waiting: { reason: "ContainerCreating" } };
    return {
      startTime: timeText(this.#options.now()),
      hostIP,
      hostIPs: [{ ip: hostIP }],
      conditions: podConditions(false, this.#options.now()),
      containerStatuses: specOf(pod).containers.map(({ name, image }) => ({
        name,
        image,
        imageID: "",
        restartCount: 0,
        ready: false,
        started: false,
        state,
      })),
    };
  }

  async #patchStatus(pod: KubeObject, status: JsonMap): Promise<void> {
    if (Object.keys(status).length === 0) return;
    const { uid } = pod.metadata;
    await this.#options.client.patch(`${pathOf(pod)}/status`, { metadata: { uid }, status }, "strategic-merge-patch+json");
  }

  async #report(pod: KubeObject, reason: string, message: string): Promise<void> {
    await reportEvent(this.#options.client, pod, { reason, message, host: specOf(pod).nodeName ?? "" }, this.#options.now());
  }
}

function claimOf(pod: KubeObject): string | null {
  return pod.metadata.annotations?.[FLOATING_IPS_ANNOTATION] ?? null;
}

function sandboxOf(pod: KubeObject): string {
  return (pod.metadata.uid ?? "").replaceAll("-", "").padEnd(64, "0");
}

function addresses(ips: readonly string[]): JsonMap {
  return { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) };
}

function podIpAnnotations(ips: readonly string[]): Readonly<Record<string, string>> {
  const masked = ips.map((ip) => `${ip}/${ip.includes(":") ? 128 : 32}`);
  return { "cni.projectcalico.org/podIP": masked[0] ?? "", "cni.projectcalico.org/podIPs": masked.join(",") };
}
