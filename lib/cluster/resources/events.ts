import "server-only";
import { z } from "zod";
import type { EventRecord } from "#lib/domain/snapshot.ts";
import type { Kind } from "../kind.ts";
import { count, lax, metadata, text } from "./raw.ts";

/** What the kubelet says when the network of a pod cannot be made or taken down. */
const REASONS = ["FailedCreatePodSandBox", "FailedKillPod"];

const Event = z.object({
  metadata: z.object(metadata),
  reason: text,
  message: text,
  count,
  lastTimestamp: text,
  firstTimestamp: text,
  eventTime: text,
  series: lax(z.object({ count, lastObservedTime: text })),
  involvedObject: z.object({ kind: text, namespace: text, name: text, uid: text }),
});

export const events: Kind = {
  resource: "events",
  group: "",
  version: "v1",
  scope: "namespaced",
  isLarge: false,
  // A selector cannot name two reasons; the rest of the warnings about pods is dropped on arrival.
  fieldSelector: "involvedObject.kind=Pod,type=Warning",
  collections: ["events"],
  decode(object) {
    const event = Event.parse(object);
    const isKept = event.involvedObject.kind === "Pod" && REASONS.includes(event.reason ?? "");
    return isKept ? { events: eventOf(event) } : {};
  },
};

function eventOf({ metadata, involvedObject, ...event }: z.output<typeof Event>): EventRecord {
  return {
    uid: metadata.uid,
    reason: event.reason ?? "",
    message: event.message ?? "",
    pod: { namespace: involvedObject.namespace ?? "", name: involvedObject.name ?? "", uid: involvedObject.uid ?? "" },
    count: event.series?.count ?? event.count ?? 1,
    lastAt: event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.firstTimestamp ?? null,
  };
}
