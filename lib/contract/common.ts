import * as z from "zod/mini";

/** RFC 3339, UTC, with milliseconds. */
export const Time = z.iso.datetime({ offset: true });

export const FactsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]));

/** An English sentence beside the code and facts from which the page writes it in the reader's language. */
export const Explained = z.object({ code: z.string(), facts: FactsSchema, text: z.string() });
export type Explained = z.infer<typeof Explained>;

export const PodRef = z.object({
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
  node: z.nullable(z.string()),
  podIp: z.nullable(z.string()),
  ready: z.boolean(),
  terminating: z.boolean(),
  workload: z.nullable(z.object({ kind: z.string(), name: z.string() })),
});
export type PodRef = z.infer<typeof PodRef>;
