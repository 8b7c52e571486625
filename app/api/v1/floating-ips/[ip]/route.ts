import { type AddressContext, readAddress, readNoQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { requireFloatingIp } from "#lib/services/require-floating-ip.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute<AddressContext>(
  "/api/v1/floating-ips/{ip}",
  async (request, context) => {
    readNoQuery(request);
    return json(requireFloatingIp(runtime().live, await readAddress(context)));
  },
);
