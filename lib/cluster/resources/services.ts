import "server-only";
import { z } from "zod";
import type { ServiceRecord } from "#lib/domain/snapshot.ts";
import type { Kind } from "../kind.ts";
import { intern, lax, laxList, metadata, text, texts } from "./raw.ts";

/** `spec.clusterIP` of a headless Service. */
const HEADLESS = "None";

const Service = z.object({
  metadata: z.object(metadata),
  spec: lax(z.object({ clusterIP: text, clusterIPs: texts, externalIPs: texts })),
  status: lax(z.object({ loadBalancer: lax(z.object({ ingress: laxList(z.object({ ip: text })) })) })),
});

export const services: Kind = {
  resource: "services",
  group: "",
  version: "v1",
  scope: "namespaced",
  isLarge: false,
  fieldSelector: null,
  collections: ["services"],
  decode: (object) => ({ services: serviceOf(Service.parse(object)) }),
};

function serviceOf({ metadata, spec, status }: z.output<typeof Service>): ServiceRecord {
  const clusterIps = spec?.clusterIPs.length ? spec.clusterIPs : [spec?.clusterIP ?? ""];
  return {
    uid: metadata.uid,
    namespace: intern(metadata.namespace),
    name: metadata.name,
    clusterIps: clusterIps.filter((ip) => ip !== "" && ip !== HEADLESS),
    externalIps: spec?.externalIPs ?? [],
    loadBalancerIps: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [ip] : [])),
  };
}
