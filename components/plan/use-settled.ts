"use client";

import { useEffect, useState } from "react";

/**
 * A text when its writer has paused. An empty one counts at once.
 *
 * @returns `isSettled` is false in between: what is shown then is about an older text, and must not be acted on.
 */
export function useSettled(text: string, afterMs: number): { readonly settled: string; readonly isSettled: boolean } {
  const [last, setLast] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLast(text), afterMs);
    return () => clearTimeout(timer);
  }, [text, afterMs]);
  return { settled: text === "" ? "" : last, isSettled: text === "" || text === last };
}
