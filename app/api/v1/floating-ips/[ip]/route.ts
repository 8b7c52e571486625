import { AsOfQuestion } from "#lib/contract/history-questions.ts";
import { type AddressContext, readAddress, readQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { readAsOf } from "#lib/services/read-as-of.ts";
import { requireFloatingIp } from "#lib/services/require-floating-ip.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute<AddressContext>(
  "/api/v1/floating-ips/{ip}",
  async (request, context) => {
    const { at } = readQuery(request, AsOfQuestion);
    const ip = await readAddress(context);
    if (at !== undefined) return json(await readAsOf(runtime().history, ip, at, Date.now()));
    const { live } = runtime();
    await live.shown();
    return json(requireFloatingIp(live, ip));
  },
);
