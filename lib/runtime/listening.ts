import "server-only";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";

const TIMEOUT_MS = 500;

/**
 * Whether this machine answers on a port under another address than loopback.
 *
 * Next listens on all interfaces unless it is told not to, and does not tell where it listens: so it is tried.
 */
export async function isExposed(port: number, addresses: readonly string[] = externalAddresses()): Promise<boolean> {
  const answers = await Promise.all(addresses.map((address) => accepts(address, port)));
  return answers.includes(true);
}

/** Link-local addresses of IPv6 need a zone, and belong to an interface that has another address too. */
function externalAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.filter((one) => !one.internal && !one.address.startsWith("fe80:")).map((one) => one.address);
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: TIMEOUT_MS });
    const end = (isAccepted: boolean) => {
      socket.destroy();
      resolve(isAccepted);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}
