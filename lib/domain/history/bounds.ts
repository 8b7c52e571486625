import { backendsOf } from "./standing.ts";
import type { Bounds, LastKnown, Standing, Window } from "./transition.ts";

/**
 * How long a floating IP had no backend, when it has one again.
 *
 * It is what was declared: Felix and the routes take their time besides. From one backend to another in one step it is
 * nothing, or at most as long as nobody looked.
 *
 * @param window In which the standing `to` began.
 * @returns Milliseconds; `null` where nobody has it now, where it never had a backend before, and where one stayed.
 */
export function gapOf(before: LastKnown | null, to: Standing, window: Window): Bounds | null {
  if (before === null || backendsOf(to).length === 0) return null;
  if (before.goneSince) return between(before.goneSince, window);
  const isOneStep = before.standing.state === "serving" && to.state === "serving";
  return isOneStep ? between(window, window) : null;
}

/**
 * How long a floating IP had two backends or more.
 *
 * @returns Milliseconds, on what ends a split; `null` on all else.
 */
export function overlapOf(before: LastKnown | null, to: Standing, window: Window): Bounds | null {
  return before?.splitSince && to.state !== "split" ? between(before.splitSince, window) : null;
}

/** From some instant of one window to some instant of another that is not earlier. */
function between(start: Window, end: Window): Bounds {
  const min = Math.max(0, end.notBefore - start.notAfter);
  return { min, max: Math.max(min, end.notAfter - start.notBefore) };
}
