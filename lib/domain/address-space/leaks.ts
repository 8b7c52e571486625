import { blockOf } from "../block.ts";
import type { ClusterView } from "../cluster-view.ts";
import { fullName } from "../diagnose/rule.ts";
import type { IPAMBlockRecord } from "../snapshot.ts";
import { doubtAbout } from "../source.ts";
import type { HolderIndex } from "../whose-address.ts";
import { decodeBlock, type PodAllocation } from "./decode-block.ts";

/** An address that IPAM holds for a pod that is gone. */
export type Leak = PodAllocation & { readonly block: string };

type LeakView = Pick<ClusterView, "snapshot" | "holders" | "addresses">;

/**
 * Addresses that IPAM keeps for pods that no longer exist, or that have another address by now.
 *
 * A pod that has no address yet is starting, and will have this one. Addresses of virtual machines outlive their pods.
 *
 * @returns `null` while pods or blocks are not all known: then nobody can say that a pod is gone.
 */
export function findLeaks(view: LeakView): readonly Leak[] | null {
  const { snapshot } = view;
  if (!isLeakKnowable(snapshot)) return null;
  const suspects: Leak[] = [];
  for (const block of snapshot.ipamBlocks.values()) suspects.push(...suspectsIn(view, block));
  if (suspects.length === 0) return [];
  const starting = podsWithoutAddress(snapshot, new Set(suspects.map(fullName)));
  return suspects.filter((suspect) => !starting.has(fullName(suspect)));
}

/** Whoever limits the console to some namespaces does not see the pods of the others. */
export function isLeakKnowable(snapshot: LeakView["snapshot"]): boolean {
  return doubtAbout(snapshot, "pods") === null && doubtAbout(snapshot, "ipamblocks") === null && snapshot.sources.has("pods");
}

type Memo = { mark: number; byBlock: WeakMap<IPAMBlockRecord, readonly Leak[]> };

/** One for each index of holders, which lives as long as the view that it belongs to. */
const memos = new WeakMap<HolderIndex, Memo>();

/**
 * Addresses of a block that no pod has for which IPAM holds them; some of these pods may only be starting.
 *
 * Kept until the block is another record, or one of its addresses has another holder: of ten thousand blocks, a change is about one.
 */
export function suspectsIn(view: LeakView, block: IPAMBlockRecord): readonly Leak[] {
  const { byBlock } = memoOf(view);
  const known = byBlock.get(block);
  if (known) return known;
  const fresh: Leak[] = [];
  for (const pod of decodeBlock(block)?.pods ?? []) {
    const isThere = view.holders
      .holdersOf(pod.ip)
      .some((holder) => holder.is === "pod" && holder.name === pod.name && holder.namespace === pod.namespace);
    if (!isThere) fresh.push({ ...pod, block: block.cidr });
  }
  byBlock.set(block, fresh);
  return fresh;
}

/** Whether {@link suspectsIn} need not look. */
export function isLookedThrough(view: LeakView, block: IPAMBlockRecord): boolean {
  return memoOf(view).byBlock.has(block);
}

function memoOf({ holders, addresses }: LeakView): Memo {
  const mark = holders.recent.mark();
  const memo = memos.get(holders);
  if (memo?.mark === mark) return memo;
  const changed = memo ? holders.recent.since(memo.mark) : null;
  if (!memo || !changed) {
    const fresh: Memo = { mark, byBlock: new WeakMap() };
    memos.set(holders, fresh);
    return fresh;
  }
  for (const ip of changed) {
    const block = blockOf(addresses, ip);
    if (block) memo.byBlock.delete(block);
  }
  memo.mark = mark;
  return memo;
}

function podsWithoutAddress({ pods, podAddresses }: LeakView["snapshot"], names: ReadonlySet<string>): ReadonlySet<string> {
  const starting = new Set<string>();
  for (const pod of pods.values()) {
    const isFinished = pod.phase === "Succeeded" || pod.phase === "Failed";
    // The address of a finished pod is about to be released.
    if ((pod.statusPodIps.length === 0 || isFinished) && names.has(fullName(pod))) starting.add(fullName(pod));
  }
  for (const pod of podAddresses.values()) if (pod.ips.length === 0 && names.has(fullName(pod))) starting.add(fullName(pod));
  return starting;
}
