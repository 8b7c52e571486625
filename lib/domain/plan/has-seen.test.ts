import { expect, test } from "vitest";
import { FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { aConfigMap, aFelixConfiguration, anIPReservation, aPod, aSnapshot, aWorkload } from "../testing/builders.ts";
import { hasSeen, type Stored } from "./has-seen.ts";

const at = (value: string | null) => ({ metadata: { annotations: { [FLOATING_IPS_ANNOTATION]: value } } });
const aWrite = (fields: Partial<Stored> & { kind?: string; name?: string; uid?: string }): Stored => {
  const { kind = "Pod", name = "gw-0", uid = "uid-payments-gw-0", ...rest } = fields;
  return { object: { kind, namespace: "payments", name, uid }, verb: "patch", patch: at("[]"), resourceVersion: "90", ...rest };
};
const pod = (resourceVersion: string) => ({ pods: [aPod({ floatingIps: ["10.99.0.1"], resourceVersion })] });
const felix = { kind: "FelixConfiguration", name: "default", uid: "uid-default" };

test.for([
  { name: "a pod at the version written", snapshot: pod("90"), write: aWrite({}), seen: true },
  { name: "a pod at a later one, which is more digits long", snapshot: pod("100"), write: aWrite({}), seen: true },
  { name: "a pod before it", snapshot: pod("89"), write: aWrite({}), seen: false },
  { name: "a pod that is not known yet", snapshot: {}, write: aWrite({}), seen: false },
  { name: "a pod whose claim went, and that is kept no more", snapshot: {}, write: aWrite({ patch: at(null) }), seen: true },
  { name: "a pod whose claim went, and that is kept still", snapshot: pod("89"), write: aWrite({ patch: at(null) }), seen: false },
  {
    name: "a template",
    snapshot: { workloads: [aWorkload({ resourceVersion: "90" })] },
    write: aWrite({ kind: "Deployment", name: "gw", uid: "uid-Deployment-gw" }),
    seen: true,
  },
  {
    name: "an object of Felix before it",
    snapshot: { felixConfigurations: [aFelixConfiguration({ resourceVersion: "9" })] },
    write: aWrite(felix),
    seen: false,
  },
  {
    name: "an object of Felix that is created and not known yet",
    snapshot: { felixConfigurations: [] },
    write: aWrite({ ...felix, verb: "create" }),
    seen: false,
  },
  {
    name: "a reservation that went",
    snapshot: {},
    write: aWrite({ kind: "IPReservation", name: "floating", verb: "delete", patch: null }),
    seen: true,
  },
  {
    name: "a reservation that is still there",
    snapshot: { ipReservations: [anIPReservation()] },
    write: aWrite({ kind: "IPReservation", name: "floating", verb: "delete", patch: null }),
    seen: false,
  },
  ...[
    { name: "a reservation as it was written", reservedCIDRs: ["10.99.0.1/32", "10.99.0.2/32"], seen: true },
    { name: "a reservation before it grew", reservedCIDRs: ["10.99.0.1/32"], seen: false },
  ].map(({ name, reservedCIDRs, seen }) => ({
    name,
    snapshot: { ipReservations: [anIPReservation({ name: "floating", reservedCIDRs })] },
    write: aWrite({ kind: "IPReservation", name: "floating", patch: { spec: { reservedCIDRs: ["10.99.0.1/32", "10.99.0.2/32"] } } }),
    seen,
  })),
  { name: "what nobody watches", snapshot: {}, write: aWrite({ kind: "ValidatingAdmissionPolicy", name: "x" }), seen: true },
])("seen or not: $name", ({ snapshot, write, seen }) => expect(hasSeen(aSnapshot(snapshot), write)).toBe(seen));

test("a ConfigMap is known by its namespace too", () => {
  const snapshot = aSnapshot({ configMaps: [aConfigMap({ namespace: "payments", name: "cm", resourceVersion: "90" })] });

  expect(hasSeen(snapshot, aWrite({ kind: "ConfigMap", name: "cm" }))).toBe(true);
});
