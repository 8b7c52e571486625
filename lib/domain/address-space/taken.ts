import { parseAddress } from "../address.ts";
import { blockOf, readHolder } from "../block.ts";
import type { ClusterView } from "../cluster-view.ts";

/**
 * Whether anything in the snapshot has an address, or is about to: also what a template claims for pods that do not run now.
 *
 * @returns A question by canonical address.
 */
export function createTaken(view: ClusterView): (ip: string) => boolean {
  const promised = new Set(
    [...view.snapshot.workloads.values()].flatMap(({ ownFloatingIps, templateFloatingIps }) => [
      ...addressesIn(ownFloatingIps),
      ...addressesIn(templateFloatingIps),
    ]),
  );
  return (ip) => {
    if (view.holders.holdersOf(ip).length > 0 || view.assessments.has(ip) || view.podsByIp.has(ip) || promised.has(ip)) return true;
    const block = blockOf(view.addresses, ip);
    return block !== null && readHolder(block, ip) !== null;
  };
}

/** All addresses that a text names, whatever its form: one that Calico cannot read is still meant. */
function addressesIn(text: string | null): readonly string[] {
  return (text?.match(/[0-9A-Fa-f.:]{2,45}/g) ?? []).flatMap((word) => parseAddress(word)?.text ?? []);
}
