import * as z from "zod/mini";
import { SEVERITIES } from "#lib/domain/assessment.ts";
import { FactsSchema } from "./common.ts";

export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

export const Finding = z.object({
  code: z.string(),
  severity: Severity,
  subject: z.object({ kind: z.string(), namespace: z.nullable(z.string()), name: z.string() }),
  ip: z.nullable(z.string()),
  ips: z.array(z.string()),
  facts: FactsSchema,
  message: z.string(),
  remedy: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** A rule that could not be checked, and which source it lacks. */
export const Unchecked = z.object({
  codes: z.array(z.string()),
  source: z.string(),
  code: z.string(),
  facts: FactsSchema,
  text: z.string(),
});

export const FindingList = z.object({ items: z.array(Finding), unchecked: z.array(Unchecked) });
export type FindingList = z.infer<typeof FindingList>;
