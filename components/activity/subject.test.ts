import { expect, test } from "vitest";
import { subjectOf } from "./subject.ts";

const of = (action: string, intent: Record<string, unknown>, ips: readonly string[] = []) =>
  subjectOf({ action, intent: { action, ...intent }, consequences: ips.map((ip) => ({ ip, before: null, after: null, note: null })) });

test.for([
  {
    name: "an attach names its addresses and its target",
    found: of("attach", { ips: ["10.0.0.1", "10.0.0.2"], target: { kind: "Deployment", namespace: "web", name: "shop" }, scope: "both" }),
    wanted: { addresses: ["10.0.0.1", "10.0.0.2"], object: "Deployment web/shop", to: null },
  },
  {
    name: "a move names the one address and the pod it goes to",
    found: of("move", { ip: "10.0.0.1", to: { namespace: "web", name: "shop-0" } }),
    wanted: { addresses: ["10.0.0.1"], object: "Pod web/shop-0", to: null },
  },
  {
    name: "a gate of one node says which way it went",
    found: of("set-felix-gate", { enabled: true, node: "node-a" }),
    wanted: { addresses: [], object: "node-a", to: "open" },
  },
  {
    name: "a closed gate of the cluster has no object",
    found: of("set-cni-gate", { enabled: false, restart: true }),
    wanted: { addresses: [], object: null, to: "closed" },
  },
  { name: "a guard says its mode", found: of("set-guard", { mode: "deny" }), wanted: { addresses: [], object: null, to: "deny" } },
  {
    name: "a reservation names its ranges and itself",
    found: of("reserve", { cidrs: ["10.0.0.0/30"], name: "held" }),
    wanted: { addresses: ["10.0.0.0/30"], object: "held", to: null },
  },
  {
    name: "an undo names the addresses that it gives back",
    found: of("undo", { of: "a" }, ["10.0.0.1"]),
    wanted: { addresses: ["10.0.0.1"], object: null, to: null },
  },
  {
    name: "an intent of another version is read as far as it goes",
    found: of("attach", { ips: 5, target: "x" }),
    wanted: { addresses: [], object: null, to: null },
  },
])("$name", ({ found, wanted }) => {
  expect(found).toEqual(wanted);
});
