import "server-only";
import type { AddressAnswer, AddressAnswers } from "#lib/contract/addresses.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import { whoseAddress } from "#lib/domain/whose-address.ts";

/** What must be known before an address can be called free. */
const HOLDERS = ["pods", "nodes", "services", "ippools", "ipamblocks", "ipreservations"];

/**
 * What an address is: all that hold at once.
 *
 * @param ip Canonical.
 * @returns No answers at all where what is known does not tell: an address is free only when everybody who may have it is known.
 */
export function readAddress(view: ClusterView, ip: string): AddressAnswers {
  const state = view.assessments.get(ip)?.state;
  const floating: AddressAnswer[] = state ? [{ is: "floating", ip, state }] : [];
  const others = whoseAddress(view, ip).filter((answer) => {
    if (answer.is === "free") return !state && HOLDERS.every((source) => isKnown(view, source));
    return answer.is !== "outside" || isKnown(view, "ippools");
  });
  return { ip, answers: [...floating, ...others] };
}

/** With some namespaces only, nobody knows what pods the others have. */
function isKnown({ snapshot }: ClusterView, source: string): boolean {
  const state = snapshot.sources.get(source)?.state;
  return state === "synced" || state === "absent";
}
