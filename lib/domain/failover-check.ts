import { type Facts, type Reason, reason } from "./reason.ts";

export type FailoverVerdict = "yes" | "no" | "at-risk" | "unknown" | "note";

/** One reason of "can it fail over again?". */
export type FailoverCheck = { readonly verdict: FailoverVerdict; readonly reason: Reason };

export function check(verdict: FailoverVerdict, code: string, facts: Facts = {}): FailoverCheck {
  return { verdict, reason: reason(code, facts) };
}
