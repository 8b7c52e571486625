import { createServer } from "node:net";

/** A port of 127.0.0.1 that nothing listens on. */
export function freePort(): Promise<number> {
  return probe(0);
}

export function isFree(port: number): Promise<boolean> {
  return probe(port).then(
    () => true,
    () => false,
  );
}

function probe(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
