import { expect, test } from "vitest";
import { apiGroupOf } from "./discovery.ts";

test.for([
  { name: "CRDs alone", groups: ["apps", "crd.projectcalico.org"], group: "crd.projectcalico.org/v1" },
  {
    name: "with the aggregated API server beside them, the CRDs: it has no IPAM blocks",
    groups: ["projectcalico.org", "crd.projectcalico.org"],
    group: "crd.projectcalico.org/v1",
  },
  { name: "native v3 where the old group is gone", groups: ["projectcalico.org", "apps"], group: "projectcalico.org/v3" },
  { name: "a cluster without Calico", groups: ["apps", "operator.tigera.io"], group: null },
])("$name", ({ groups, group }) => {
  expect(apiGroupOf(groups)).toBe(group);
});
