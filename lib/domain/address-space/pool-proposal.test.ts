import { expect, test } from "vitest";
import { createAssessor } from "../assessor.ts";
import { diagnosticRules } from "../diagnose/diagnose.ts";
import { anIPPool, aService, aSnapshot } from "../testing/builders.ts";
import { proposePool } from "./pool-proposal.ts";

const propose = (records: Parameters<typeof aSnapshot>[0], family: 4 | 6 = 4) =>
  proposePool(createAssessor(aSnapshot(records), diagnosticRules).view, family);

test("a pool for floating IPs is disabled and has no encapsulation", () => {
  expect(propose({})).toMatchObject({
    cidr: "10.99.0.0/24",
    manifest: {
      apiVersion: "crd.projectcalico.org/v1",
      metadata: { name: "floating-ipv4" },
      spec: { disabled: true, ipipMode: "Never", vxlanMode: "Never", blockSize: 26 },
    },
  });
  expect(propose({}, 6)).toMatchObject({ cidr: "fd00:10:99::/112", manifest: { spec: { blockSize: 122 } } });
});

test("a pool is proposed beside other pools and the range of the Services, under a name of its own", () => {
  const ipPools = [anIPPool({ name: "floating-ipv4", cidr: "10.99.0.0/23" })];
  expect(propose({ ipPools })).toMatchObject({ cidr: "10.99.2.0/24", manifest: { metadata: { name: "floating-ipv4-2" } } });
  expect(propose({ services: [aService({ clusterIps: ["10.99.3.7"] })] })).toMatchObject({ cidr: "10.100.0.0/24" });
});
