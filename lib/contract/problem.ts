import * as z from "zod/mini";
import { Explained, FactsSchema } from "./common.ts";
import { Notes } from "./history.ts";

export const PROBLEM_CODES = [
  "input-invalid",
  "address-invalid",
  "address-not-canonical",
  "address-family",
  "address-outside-pools",
  "address-in-use",
  "target-unsupported",
  "gate-closed",
  "cluster-unsupported",
  "cni-config-invalid",
  "host-refused",
  "origin-refused",
  "not-found",
  "method-not-allowed",
  "body-too-large",
  "url-too-long",
  "media-type-unsupported",
  "read-only",
  "forbidden",
  "conflict",
  "precondition-failed",
  "precondition-required",
  "history-unavailable",
  "bundle-too-large",
  "not-ready",
  "cluster-unreachable",
  "cluster-unauthorized",
  "too-many-streams",
  "internal",
] as const;
export const ProblemCode = z.enum(PROBLEM_CODES);
export type ProblemCode = z.infer<typeof ProblemCode>;

/** RFC 9457 body. `code` is stable and read by machines; `detail` is English, and stands beside `facts`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.optional(z.string()),
  code: ProblemCode,
  facts: z.optional(FactsSchema),
  /** Where a field is refused for what it would do, `code` and `facts` say why in the reader's language, `refusal` is the code of the API, and `remedy` what would make it possible. */
  errors: z.optional(
    z.array(
      z.object({
        pointer: z.string(),
        detail: z.string(),
        code: z.optional(z.string()),
        facts: z.optional(FactsSchema),
        refusal: z.optional(ProblemCode),
        remedy: z.optional(Explained),
      }),
    ),
  ),
  /** With `precondition-failed`: what stands now, `null` where there is nothing, and what was sent. */
  current: z.optional(z.nullable(Notes)),
  sent: z.optional(z.object({ owner: z.string(), text: z.string(), runbook: z.string() })),
});
export type Problem = z.infer<typeof Problem>;
