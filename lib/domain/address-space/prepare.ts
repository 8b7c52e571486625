import type { ClusterView } from "../cluster-view.ts";
import { plainPictureOf } from "./block-picture.ts";
import { decodeBlock, isDecoded } from "./decode-block.ts";
import { isLeakKnowable, isLookedThrough, suspectsIn } from "./leaks.ts";

/**
 * Works out block by block what `describeAddressSpace` would work out at once, where that is not known yet.
 *
 * Between two steps the snapshot may change: what was worked out is then right for what did not change, and the rest is for another run.
 *
 * @returns Steps, each with the number of addresses that were looked at.
 */
export function* prepareAddressSpace(view: Pick<ClusterView, "snapshot" | "holders" | "addresses">): Generator<number> {
  for (const block of view.snapshot.ipamBlocks.values()) {
    if (isLeakKnowable(view.snapshot)) {
      if (isLookedThrough(view, block)) continue;
      suspectsIn(view, block);
    } else if (isDecoded(block)) continue;
    const decoded = decodeBlock(block);
    if (decoded) plainPictureOf(decoded);
    yield block.allocations.length;
  }
}
