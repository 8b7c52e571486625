import type { FloatingIpChange, FloatingIpList } from "./floating-ips.ts";

/** Applies one live event to the list a page holds. Pure; the same list comes back when the event is not newer. */
export function applyChange(list: FloatingIpList, change: FloatingIpChange): FloatingIpList {
  if (change.revision <= list.revision) return list;
  // A Map keeps the place of a known key, so that a row does not jump while somebody reads it.
  const items = new Map(list.items.map((item) => [item.ip, item]));
  for (const ip of change.removed) items.delete(ip);
  for (const item of change.upserted) items.set(item.ip, item);
  return { observedAt: change.observedAt, revision: change.revision, items: [...items.values()] };
}

/** Of two answers the newer one: a request that was under way may end after a newer event has come. */
export function newerList(held: FloatingIpList | undefined, fetched: FloatingIpList): FloatingIpList {
  return held && held.revision >= fetched.revision ? held : fetched;
}
