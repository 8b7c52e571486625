"use client";

import { useEffect, useState } from "react";

/** A text when its writer has paused. An empty one counts at once. */
export function useSettled(text: string, afterMs: number): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), afterMs);
    return () => clearTimeout(timer);
  }, [text, afterMs]);
  return text === "" ? "" : settled;
}
