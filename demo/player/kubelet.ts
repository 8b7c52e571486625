import { readCniConfig } from "../../lib/domain/cni-config.ts";
import { forecastAdd, forecastDel } from "../../lib/domain/forecast.ts";
import { FLOATING_IPS_ANNOTATION } from "../../lib/domain/snapshot.ts";
import type { KubeObject } from "../api-server/objects.ts";
import type { KubeClient } from "./client.ts";
import type { Ipam } from "./ipam.ts";
import { condition, isFinal, isReady, pathOf, podConditions, specOf, statusOf, timeText } from "./pods.ts";

export type KubeletOptions = {
  readonly client: KubeClient;
  readonly ipam: Ipam;
  /** Whether the pools give a pod addresses of a family. */
  readonly families: { readonly v4: boolean; readonly v6: boolean };
  /** How long a pod takes to become ready, and to end at most. */
  readonly startMs: number;
  readonly graceMs: number;
  readonly now: () => Date;
};

const RETRY_MS = 5_000;

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
    if (!statusOf(pod).podIP) return this.#start(pod, nodeName, node);
    return this.#becomeReady(pod);
  }

  async setReady(pod: KubeObject, ready: boolean): Promise<void> {
    const uid = pod.metadata.uid ?? "";
    if (ready) this.#notReady.delete(uid);
    else this.#notReady.add(uid);
    await this.#options.client.merge(`${pathOf(pod)}/status`, { status: { conditions: podConditions(ready, this.#options.now()) } });
  }

  async #start(pod: KubeObject, nodeName: string, node: KubeObject): Promise<number | undefined> {
    const { client, ipam, now } = this.#options;
    if (specOf(pod).hostNetwork) {
      const address = (node["status"] as { addresses?: { type: string; address: string }[] } | undefined)?.addresses?.find(
        ({ type }) => type === "InternalIP",
      )?.address;
      await client.merge(`${pathOf(pod)}/status`, {
        status: {
          phase: "Running",
          startTime: timeText(now()),
          ...addresses(address ? [address] : []),
          ...this.#containers(pod, nodeName),
        },
      });
      return undefined;
    }
    const answer = forecastAdd({ value: claimOf(pod), families: this.#options.families, flag: this.#flagOn(nodeName) });
    if (!answer.ok) {
      await this.#report(
        pod,
        "FailedCreatePodSandBox",
        `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${sandboxOf(pod)}": plugin type="calico" failed (add): ${answer.error}`,
      );
      return RETRY_MS;
    }
    const { namespace = "", name, uid = "" } = pod.metadata;
    const ips = await ipam.allocate({ namespace, name, uid }, nodeName);
    this.#startedAt.set(uid, now().getTime());
    await client.merge(`${pathOf(pod)}/status`, {
      metadata: {
        annotations: { "cni.projectcalico.org/podIP": withMask(ips[0] ?? ""), "cni.projectcalico.org/podIPs": ips.map(withMask).join(",") },
      },
      status: { phase: "Running", startTime: timeText(now()), ...addresses(ips), ...this.#containers(pod, nodeName, false) },
    });
    return this.#options.startMs;
  }

  async #becomeReady(pod: KubeObject): Promise<number | undefined> {
    const uid = pod.metadata.uid ?? "";
    if (isReady(pod) || this.#notReady.has(uid) || specOf(pod).hostNetwork) return undefined;
    const left = (this.#startedAt.get(uid) ?? 0) + this.#options.startMs - this.#options.now().getTime();
    if (left > 0) return left;
    await this.setReady(pod, true);
    return undefined;
  }

  async #end(pod: KubeObject): Promise<number | undefined> {
    const { client, ipam, graceMs, now } = this.#options;
    const uid = pod.metadata.uid ?? "";
    const since = this.#stoppedAt.get(uid) ?? now().getTime();
    this.#stoppedAt.set(uid, since);
    const allowed = Math.min(graceMs, (specOf(pod).terminationGracePeriodSeconds ?? 30) * 1000);
    const left = since + allowed - now().getTime();
    if (left > 0) return left;

    const hasNetwork = Boolean(statusOf(pod).podIP) && !specOf(pod).hostNetwork;
    const answer = forecastDel({
      value: hasNetwork || claimOf(pod) === "" ? claimOf(pod) : null,
      hasAddress: hasNetwork,
      flag: this.#flagOn(specOf(pod).nodeName ?? ""),
    });
    if (!answer.ok) {
      await this.#report(
        pod,
        "FailedKillPod",
        `error killing pod: failed to "KillPodSandbox" for "${uid}" with KillPodSandboxError: "rpc error: code = Unknown desc = failed to destroy network for sandbox \\"${sandboxOf(pod)}\\": plugin type=\\"calico\\" failed (delete): ${answer.error}"`,
      );
      return RETRY_MS;
    }
    if (hasNetwork) {
      await client.merge(`${pathOf(pod)}/status`, {
        metadata: { annotations: { "cni.projectcalico.org/podIP": "", "cni.projectcalico.org/podIPs": "" } },
      });
      await ipam.release(uid);
    }
    await client.remove(pathOf(pod), { graceSeconds: 0, uid });
    this.#stoppedAt.delete(uid);
    this.#startedAt.delete(uid);
    return undefined;
  }

  #flagOn(node: string): boolean | "invalid" {
    const text = this.installed.get(node);
    if (text === undefined) return false;
    const config = readCniConfig(text);
    return config.ok ? config.floatingIps : "invalid";
  }

  #containers(pod: KubeObject, nodeName: string, ready = true) {
    const { containers, initContainers = [] } = specOf(pod);
    const now = timeText(this.#options.now());
    return {
      hostIP: nodeName,
      conditions: podConditions(ready, this.#options.now()),
      containerStatuses: containers.map(({ name, image }) => ({
        name,
        image,
        imageID: image,
        ready,
        started: true,
        restartCount: 0,
        state: { running: { startedAt: now } },
      })),
      initContainerStatuses: initContainers.map(({ name, image }) => ({
        name,
        image,
        imageID: image,
        ready: true,
        restartCount: 0,
        state: { terminated: { exitCode: 0, reason: "Completed", startedAt: now, finishedAt: now } },
      })),
    };
  }

  async #report(pod: KubeObject, reason: string, message: string): Promise<void> {
    const { client, now } = this.#options;
    const { namespace = "", name, uid = "", resourceVersion } = pod.metadata;
    const time = timeText(now());
    const event = `${name}.${reason.toLowerCase()}`;
    const path = `/api/v1/namespaces/${namespace}/events`;
    const present = await client.get(`${path}/${event}`);
    if (present) {
      await client.merge(`${path}/${event}`, { message, count: Number(present["count"] ?? 1) + 1, lastTimestamp: time });
      return;
    }
    await client.create(path, {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: event, namespace },
      involvedObject: { apiVersion: "v1", kind: "Pod", namespace, name, uid, resourceVersion },
      reason,
      message,
      type: "Warning",
      count: 1,
      firstTimestamp: time,
      lastTimestamp: time,
      source: { component: "kubelet", host: specOf(pod).nodeName },
      reportingComponent: "kubelet",
      reportingInstance: specOf(pod).nodeName ?? "",
    });
  }
}

/** The conditions that a node's controller writes, alive or not. */
export function nodeConditions(alive: boolean, now: Date) {
  return [condition("Ready", alive ? true : "Unknown", alive ? "KubeletReady" : "NodeStatusUnknown", now)];
}

function claimOf(pod: KubeObject): string | null {
  return pod.metadata.annotations?.[FLOATING_IPS_ANNOTATION] ?? null;
}

function sandboxOf(pod: KubeObject): string {
  return (pod.metadata.uid ?? "").replaceAll("-", "").padEnd(64, "0");
}

function addresses(ips: readonly string[]) {
  return ips.length === 0 ? {} : { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) };
}

function withMask(ip: string): string {
  return `${ip}/${ip.includes(":") ? 128 : 32}`;
}
