import * as z from "zod/mini";
import { FloatingIp } from "./floating-ips.ts";

export const WhatIfAnswer = z.object({
  items: z.array(z.object({ ip: z.string(), before: z.nullable(FloatingIp), after: z.nullable(FloatingIp) })),
});
export type WhatIfAnswer = z.infer<typeof WhatIfAnswer>;
