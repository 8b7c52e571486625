"use client";

import { useEffect, useRef, useState } from "react";
import type { Block } from "#lib/contract/pools.ts";

const MARKED_MS = 4_000;

/** Ranges of the blocks that came or changed a moment ago; empty for what was there when the page opened. */
export function useChanges(space: string, blocks: readonly Block[]): ReadonlySet<string> {
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const seen = useRef<{ readonly space: string; readonly blocks: readonly Block[] } | null>(null);
  useEffect(() => {
    const before = seen.current;
    seen.current = { space, blocks };
    if (before?.space !== space) {
      setChanged((marked) => (marked.size === 0 ? marked : new Set()));
      return;
    }
    const states = new Map(before.blocks.map((block) => [block.cidr, stateOf(block)]));
    const fresh = blocks.filter((block) => states.get(block.cidr) !== stateOf(block)).map(({ cidr }) => cidr);
    if (fresh.length === 0) return;
    setChanged(new Set(fresh));
    const timer = setTimeout(() => setChanged(new Set()), MARKED_MS);
    return () => clearTimeout(timer);
  }, [space, blocks]);
  return changed;
}

function stateOf({ cells, node, affinity }: Block): string {
  return `${affinity} ${node} ${cells}`;
}
