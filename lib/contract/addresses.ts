import * as z from "zod/mini";

const named = { namespace: z.string(), name: z.string() };

/** What an address is. All that hold at once are listed. */
export const AddressAnswer = z.discriminatedUnion("is", [
  z.object({ is: z.literal("floating"), ip: z.string(), state: z.string() }),
  z.object({ is: z.literal("pod"), ...named, uid: z.string(), node: z.nullable(z.string()) }),
  z.object({ is: z.literal("node"), node: z.string(), type: z.string() }),
  z.object({ is: z.literal("service"), ...named, type: z.enum(["cluster", "external", "load-balancer"]) }),
  z.object({ is: z.literal("tunnel"), node: z.string(), type: z.string() }),
  z.object({ is: z.literal("reserved"), by: z.string(), cidr: z.string() }),
  z.object({ is: z.literal("allocated"), block: z.string(), to: z.string() }),
  z.object({ is: z.literal("free"), pool: z.string(), block: z.nullable(z.string()) }),
  z.object({ is: z.literal("outside") }),
]);
export type AddressAnswer = z.infer<typeof AddressAnswer>;

export const AddressAnswers = z.object({ ip: z.string(), answers: z.array(AddressAnswer) });
export type AddressAnswers = z.infer<typeof AddressAnswers>;
