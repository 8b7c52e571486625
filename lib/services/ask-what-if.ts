import "server-only";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import type { WhatIf } from "#lib/contract/questions.ts";
import type { WhatIfAnswer } from "#lib/contract/what-if.ts";
import { canonicalAddress } from "#lib/domain/address.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import { whatIf } from "#lib/domain/what-if.ts";
import { ConsoleError } from "#lib/errors.ts";
import { presentFloatingIp } from "./present.ts";

/**
 * What an event would change. The answers after it carry no findings and no `since`: it has not happened.
 *
 * @throws {ConsoleError} `address-invalid` for a pod IP or a floating IP that is no address.
 */
export function askWhatIf(view: ClusterView, items: ReadonlyMap<string, FloatingIp>, body: WhatIf): WhatIfAnswer {
  for (const { podIps, floatingIps } of body.add) for (const ip of [...podIps, ...floatingIps]) assertAddress(ip);
  const felix = (body.gates.felix ?? []).map(({ node = null, value }) => ({ node, value }));
  const changes = whatIf(view, { remove: body.remove, add: body.add, felix });
  return {
    items: changes.map(({ ip, after }) => ({
      ip,
      before: items.get(ip) ?? null,
      after: after && presentFloatingIp(view.snapshot, after, { since: null, findings: [] }),
    })),
  };
}

function assertAddress(ip: string): void {
  if (canonicalAddress(ip) === null) throw new ConsoleError("address-invalid", `“${ip}” is not an IP address.`, { facts: { ip } });
}
