import * as z from "zod/mini";
import { Explained } from "./common.ts";

/**
 * Whether the API server holds floating IP annotations to their form.
 *
 * `changed`: the policy or its binding is there, and is not what this console writes. `unknown`: they could not be read.
 */
export const Guard = z.object({
  mode: z.enum(["off", "audit", "deny", "changed", "unsupported", "unknown"]),
  reason: z.nullable(Explained),
  /** The name of both objects. */
  name: z.string(),
});
export type Guard = z.infer<typeof Guard>;
