import "server-only";
import { z } from "zod";
import type { Target, TargetObjects } from "#lib/domain/plan/plan.ts";
import type { Facts } from "#lib/domain/reason.ts";
import type { WorkloadRecord } from "#lib/domain/snapshot.ts";
import { ConsoleError } from "#lib/errors.ts";
import type { ApiClient } from "./api-client.ts";
import type { Kind } from "./kind.ts";
import { readPod } from "./resources/pods.ts";
import { lax, laxList, ownerReferences, text, textMap } from "./resources/raw.ts";
import { cronJobs, daemonSets, deployments, jobs, replicaSets, statefulSets } from "./resources/workloads.ts";
import type { TargetReader } from "./target-reader.ts";

const TIMEOUT_MS = 15_000;

const KINDS: Readonly<Record<Exclude<Target["kind"], "Pod">, Kind>> = {
  Deployment: deployments,
  StatefulSet: statefulSets,
  DaemonSet: daemonSets,
  ReplicaSet: replicaSets,
  Job: jobs,
  CronJob: cronJobs,
};
/** Through what a workload has its pods, where not by itself. */
const BETWEEN: Readonly<Partial<Record<Target["kind"], Kind>>> = { Deployment: replicaSets, CronJob: jobs };

const Selected = z.object({ spec: lax(z.object({ selector: lax(z.object({ matchLabels: textMap })) })) });
const List = z.object({ items: laxList(z.unknown()) });
const Owned = z.object({ metadata: z.object({ uid: z.string(), ownerReferences }) });
const Refusal = z.object({ message: text });

export function createTargetReader(api: Pick<ApiClient, "ask">): TargetReader {
  async function get(kind: { group: string; version: string; resource: string }, namespace: string, rest: string): Promise<unknown> {
    const root = kind.group === "" ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
    const path = `${root}/namespaces/${encodeURIComponent(namespace)}/${kind.resource}${rest}`;
    const { status, text } = await asked(path);
    if (status === 404) return null;
    if (status >= 300) {
      const { group, resource } = kind;
      const verb = rest.startsWith("/") ? "get" : "list";
      const rule = JSON.stringify({ apiGroups: [group], resources: [resource], verbs: [verb] });
      throw refusalOf(status, text, { verb, group, resource, namespace, rule });
    }
    return JSON.parse(text);
  }

  async function asked(path: string) {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      return await api.ask({ method: "GET", path, body: null, signal, timeoutMs: TIMEOUT_MS });
    } catch (cause) {
      throw new ConsoleError("cluster-unreachable", "The API server does not answer.", { cause });
    }
  }

  /** Those that one of the owners controls. Labels only make the list short: another workload's pods may bear them too. */
  async function controlledBy(owners: ReadonlySet<string>, kind: Parameters<typeof get>[0], namespace: string, labels: string) {
    const list = List.parse(
      (await get(kind, namespace, labels === "" ? "" : `?labelSelector=${encodeURIComponent(labels)}`)) ?? { items: [] },
    );
    return list.items.filter((item) => {
      const { data } = Owned.safeParse(item);
      return data?.metadata.ownerReferences.some(({ controller, uid }) => controller && owners.has(uid));
    });
  }

  async function readWorkload(kind: Kind, namespace: string, name: string): Promise<{ record: WorkloadRecord; labels: string } | null> {
    const object = await get(kind, namespace, `/${encodeURIComponent(name)}`);
    const record = object === null ? undefined : kind.decode(object).workloads;
    if (!record) return null;
    const labels = Selected.safeParse(object).data?.spec?.selector?.matchLabels ?? {};
    return {
      record,
      labels: Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(","),
    };
  }

  return {
    async read({ kind, namespace, name }): Promise<TargetObjects> {
      if (kind === "Pod") {
        const object = await get(PODS, namespace, `/${encodeURIComponent(name)}`);
        return { workload: null, pods: object === null ? [] : [readPod(object)] };
      }
      const found = await readWorkload(KINDS[kind], namespace, name);
      if (!found) return { workload: null, pods: [] };
      const between = BETWEEN[kind];
      const owners = new Set([found.record.uid]);
      if (between) {
        const controlled = await controlledBy(owners, between, namespace, found.labels);
        for (const item of controlled) owners.add(Owned.parse(item).metadata.uid);
      }
      const pods = await controlledBy(owners, PODS, namespace, found.labels);
      return { workload: found.record, pods: pods.map(readPod) };
    },
  };
}

const PODS = { group: "", version: "v1", resource: "pods" };

function refusalOf(status: number, body: string, facts: Facts): ConsoleError {
  let message = "";
  try {
    message = Refusal.safeParse(JSON.parse(body)).data?.message ?? "";
  } catch {
    // Something in front of the API server answered.
  }
  const shown = message || `The API server answers with ${status}.`;
  if (status === 403) return new ConsoleError("forbidden", shown, { facts });
  if (status === 401) return new ConsoleError("cluster-unauthorized", shown);
  return new ConsoleError("cluster-unreachable", shown);
}
