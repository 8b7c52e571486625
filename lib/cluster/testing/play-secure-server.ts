import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import path from "node:path";
import type { TLSSocket } from "node:tls";

const FOLDER = path.join(import.meta.dirname, "certificates");

/** Made for these tests, for a hundred years: `ca.crt` signed `server.crt` for api.cluster.test, and `reader.crt`. */
export const certificateFile = (name: "ca.crt" | "server.crt" | "server.key" | "reader.crt" | "reader.key"): string =>
  path.join(FOLDER, name);
const read = (name: Parameters<typeof certificateFile>[0]) => readFileSync(certificateFile(name));
export const certificateText = (name: Parameters<typeof certificateFile>[0]): string => read(name).toString("utf8");

type Listening = { readonly port: number; stop(): Promise<void> };

/** Who asked, as the server knows them: by the certificate, and by the header. */
export type Caller = { readonly certificate: string | null; readonly authorization: string | null };

/** An API server behind TLS that tells its callers who they are; with 401, if it does not like them. */
export function playSecureServer(status: 200 | 401): Promise<Listening> {
  const tls = { key: read("server.key"), cert: read("server.crt"), ca: read("ca.crt"), requestCert: true, rejectUnauthorized: false };
  const server = createServer(tls, (request, response) => {
    const socket = request.socket as TLSSocket;
    const caller: Caller = {
      certificate: socket.authorized ? String(socket.getPeerCertificate().subject.CN) : null,
      authorization: request.headers.authorization ?? null,
    };
    response.writeHead(status).end(JSON.stringify(caller));
  });
  return listening(server);
}

/** Tunnels by CONNECT. */
export async function playHttpProxy(): Promise<Listening & { readonly tunnels: string[] }> {
  const tunnels: string[] = [];
  const server = createHttpServer();
  server.on("connect", (request, socket) => {
    tunnels.push(String(request.url));
    const [host = "", port = ""] = String(request.url).split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    closeTogether(onward, socket as Socket);
  });
  return { ...(await listening(server)), tunnels };
}

/** SOCKS 5 without a password, for IPv4 addresses (RFC 1928). */
export async function playSocksProxy(): Promise<Listening & { readonly tunnels: string[] }> {
  const tunnels: string[] = [];
  const server = createTcpServer((socket) => {
    socket.once("data", () => {
      socket.write(Buffer.from([5, 0]));
      socket.once("data", (ask) => {
        const [host, port] = [[...ask.subarray(4, 8)].join("."), ask.readUInt16BE(8)];
        tunnels.push(`${host}:${port}`);
        const onward = connect(port, host, () => {
          socket.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          onward.pipe(socket).pipe(onward);
        });
        closeTogether(onward, socket);
      });
    });
  });
  return { ...(await listening(server)), tunnels };
}

function closeTogether(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on("error", () => {});
    from.on("close", () => to.destroy());
  }
}

async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    // safe because the server listens on TCP
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
