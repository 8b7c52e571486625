"use client";

import { useEffect, useRef, useState } from "react";
import { type Marks, marked, type Standing, unended } from "./changed.ts";

const MARKED_MS = 4_000;
const NONE: Marks = new Map();

/** Keys of what came or changed a moment ago; none of what was there when the page opened, nor of another `scope`. */
export function useChanged(scope: string, items: readonly Standing[] | undefined): Marks {
  const [marks, setMarks] = useState(NONE);
  const seen = useRef<{ readonly scope: string; readonly states: ReadonlyMap<string, string> } | null>(null);
  useEffect(() => {
    if (items === undefined) return;
    const before = seen.current?.scope === scope ? seen.current.states : null;
    seen.current = { scope, states: new Map(items.map(({ key, state }) => [key, state])) };
    if (before === null) setMarks(NONE);
    else setMarks((held) => marked(held, before, items, Date.now() + MARKED_MS));
  }, [scope, items]);
  useEffect(() => {
    if (marks.size === 0) return;
    const timer = setTimeout(() => setMarks((held) => unended(held, Date.now())), Math.max(0, Math.min(...marks.values()) - Date.now()));
    return () => clearTimeout(timer);
  }, [marks]);
  return marks;
}
