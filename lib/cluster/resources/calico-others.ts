import "server-only";
import { z } from "zod";
import type { Kind } from "../kind.ts";
import { calicoKind } from "./calico-kind.ts";
import { count, flag, lax, metadata, text, texts } from "./raw.ts";

const IPReservation = z.object({ metadata: z.object(metadata), spec: lax(z.object({ reservedCIDRs: texts })) });

export const ipReservations = calicoKind("ipreservations", "ipReservations", (object) => {
  const { metadata, spec } = IPReservation.parse(object);
  return { name: metadata.name, reservedCIDRs: spec?.reservedCIDRs ?? [] };
});

const BGPConfiguration = z.object({
  metadata: z.object(metadata),
  spec: lax(z.object({ programClusterRoutes: text, nodeToNodeMeshEnabled: flag, ipv4NormalRoutePriority: count })),
});

export const bgpConfigurations = calicoKind("bgpconfigurations", "bgpConfigurations", (object) => {
  const { metadata, spec } = BGPConfiguration.parse(object);
  return {
    name: metadata.name,
    programClusterRoutes: spec?.programClusterRoutes ?? null,
    nodeToNodeMeshEnabled: spec?.nodeToNodeMeshEnabled ?? null,
    ipv4NormalRoutePriority: spec?.ipv4NormalRoutePriority ?? null,
  };
});

const ClusterInformation = z.object({
  metadata: z.object(metadata),
  spec: lax(z.object({ calicoVersion: text, clusterType: text, datastoreReady: flag })),
});

export const clusterInformations = calicoKind("clusterinformations", "clusterInformations", (object) => {
  const { metadata, spec } = ClusterInformation.parse(object);
  return {
    name: metadata.name,
    calicoVersion: spec?.calicoVersion || null,
    clusterType: spec?.clusterType ?? null,
    datastoreReady: spec?.datastoreReady ?? null,
  };
});

const network = lax(z.object({ linuxDataplane: text }));
const cni = lax(z.object({ ipam: lax(z.object({ type: text })) }));
const Installation = z.object({
  metadata: z.object(metadata),
  spec: lax(z.object({ calicoNetwork: network, cni })),
  // What the operator made of the spec, defaults included.
  status: lax(z.object({ computed: lax(z.object({ calicoNetwork: network, cni })) })),
});

export const installations: Kind = {
  resource: "installations",
  group: "operator.tigera.io",
  version: "v1",
  scope: "cluster",
  isLarge: false,
  fieldSelector: null,
  collections: ["installations"],
  decode(object) {
    const { metadata, spec, status } = Installation.parse(object);
    const computed = status?.computed;
    return {
      installations: {
        name: metadata.name,
        linuxDataplane: computed?.calicoNetwork?.linuxDataplane ?? spec?.calicoNetwork?.linuxDataplane ?? null,
        ipamType: computed?.cni?.ipam?.type ?? spec?.cni?.ipam?.type ?? null,
      },
    };
  },
};
