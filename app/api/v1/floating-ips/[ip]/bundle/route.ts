import { BundleQuestion } from "#lib/contract/history-questions.ts";
import { attachment } from "#lib/http/attachment.ts";
import { type AddressContext, readAddress, readQuery } from "#lib/http/input.ts";
import { readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { makeBundle } from "#lib/services/bundle.ts";
import { fileName } from "#lib/services/export-pages.ts";
import { requireAddress } from "#lib/services/require-address.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute<AddressContext>(
  "/api/v1/floating-ips/{ip}/bundle",
  async (request, context) => {
    const { history: source, live, status } = runtime();
    const range = readQuery(request, BundleQuestion);
    const ip = requireAddress(await readAddress(context));
    await live.shown();
    const now = Date.now();
    const bundle = await makeBundle({ source, live, status: status(), ip, range, now });
    return attachment(fileName("incident", ip, now, "json"), "application/json", bundle);
  },
);
