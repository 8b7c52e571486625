import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { isExposed } from "./listening.ts";

// 127.0.0.2 stands in for the address of an interface: all of 127/8 is this machine.
const OTHER_ADDRESS = "127.0.0.2";
let server: Server;

async function listen(host: string): Promise<number> {
  server = createServer().listen(0, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

afterEach(() => server.close());

test("a server on all interfaces answers under every address", async () => {
  expect(await isExposed(await listen("0.0.0.0"), [OTHER_ADDRESS])).toBe(true);
});

test("a server on loopback does not", async () => {
  expect(await isExposed(await listen("127.0.0.1"), [OTHER_ADDRESS])).toBe(false);
});

test("a machine without other addresses exposes nothing", async () => {
  expect(await isExposed(await listen("0.0.0.0"), [])).toBe(false);
});
