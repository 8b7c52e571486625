import { type AddressContext, readAddress } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute<AddressContext>(
  "/api/v1/addresses/{ip}",
  async (_request, context) => {
    const { live } = runtime();
    const ip = await readAddress(context);
    await live.shown();
    return json(live.address(ip));
  },
);
