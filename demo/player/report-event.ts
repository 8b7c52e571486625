import type { KubeObject } from "../api-server/objects.ts";
import type { KubeClient } from "./client.ts";
import { timeText } from "./pods.ts";

/** A warning about a pod; one that is there already counts on. */
export async function reportEvent(
  client: KubeClient,
  pod: KubeObject,
  { reason, message, host }: { readonly reason: string; readonly message: string; readonly host: string },
  now: Date,
): Promise<void> {
  const { namespace = "", name, uid = "", resourceVersion } = pod.metadata;
  const time = timeText(now);
  // Its own for each pod that had the name.
  const event = `${name}.${uid.slice(0, 8)}.${reason.toLowerCase()}`;
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
    source: { component: "kubelet", host },
    reportingComponent: "kubelet",
    reportingInstance: host,
  });
}
