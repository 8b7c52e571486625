/**
 * Which workloads and pods are looked for. Apart from what is answered, as in `questions.ts`.
 */
import { z } from "zod";
import { TARGET_KINDS } from "./targets.ts";

const MAX_TEXT = 253;

export const TargetQuestion = z.object({
  /** Words that all stand in kind, namespace and name; or an address, for who claims it. */
  q: z.string().max(MAX_TEXT).optional(),
  namespace: z.string().max(MAX_TEXT).optional(),
  kind: z.enum(TARGET_KINDS).optional(),
  /** Only those that claim a floating IP. */
  claiming: z.literal("true").optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export type TargetQuestion = z.infer<typeof TargetQuestion>;

/** One target, as the path names it. */
export const TargetName = z.object({
  kind: z.enum(TARGET_KINDS),
  namespace: z.string().min(1).max(MAX_TEXT),
  name: z.string().min(1).max(MAX_TEXT),
});
