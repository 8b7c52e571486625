import { isAtLeast } from "../installation.ts";
import { encapsulationOf } from "../pool.ts";
import type { ReachView } from "../reach.ts";
import type { IPPoolRecord } from "../snapshot.ts";

/**
 * From where a new floating IP of a pool would be reached, as far as the pool decides: an address in the backend's own block
 * is reached from everywhere all the same (see `reachOf`).
 *
 * @see projectcalico/calico v3.32.1 confd/pkg/backends/calico/bgp_processor.go
 */
export function poolReachOf({ snapshot, installation }: ReachView, pool: IPPoolRecord): "cluster" | "node" | "unknown" {
  const encapsulation = encapsulationOf(pool);
  if (encapsulation === "vxlan") return "node";
  if (installation.backend === "unknown") return "unknown";
  if (installation.backend !== "bird" || pool.disableBGPExport) return "node";
  if (encapsulation === "ipip") {
    const isNew = isAtLeast(installation.version, 3, 33);
    if (isNew !== false) return isNew === null ? "unknown" : "node";
  }
  return snapshot.bgpConfigurations.get("default")?.nodeToNodeMeshEnabled === false ? "unknown" : "cluster";
}
