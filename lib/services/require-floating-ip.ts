import "server-only";
import type { FloatingIpDetail } from "#lib/contract/floating-ips.ts";
import { ConsoleError } from "#lib/errors.ts";
import type { LiveView } from "./live-view-port.ts";

/**
 * One floating IP.
 *
 * @param ip Any spelling.
 * @throws {ConsoleError} `address-invalid`; `not-found` for an address that nothing knows as a floating IP, with what it is instead.
 */
export function requireFloatingIp(live: Pick<LiveView, "detail" | "address">, ip: string): FloatingIpDetail {
  const detail = live.detail(ip);
  if (detail) return detail;
  const address = live.address(ip);
  const is = [...new Set(address.answers.map((answer) => answer.is))];
  throw new ConsoleError(
    "not-found",
    `No pod claims ${address.ip}. What it is instead: /api/v1/addresses/${address.ip} (${is.join(", ") || "unknown"}).`,
    {
      facts: { ip: address.ip, is },
    },
  );
}
