import "server-only";
import { canonicalAddress } from "#lib/domain/address.ts";
import { ConsoleError } from "#lib/errors.ts";

/** @param ip Any spelling. @returns Canonical text. @throws {ConsoleError} `address-invalid`. */
export function requireAddress(ip: string): string {
  const address = canonicalAddress(ip);
  if (address === null) throw new ConsoleError("address-invalid", `“${ip}” is not an IP address.`, { facts: { ip } });
  return address;
}
