import "server-only";
import type { RequestHead } from "./request-guard.ts";

export function headOf(request: Request, url: URL): RequestHead {
  const header = (name: string) => request.headers.get(name);
  return {
    method: request.method,
    target: url.pathname + url.search,
    path: url.pathname,
    host: header("host"),
    origin: header("origin"),
    fetchSite: header("sec-fetch-site"),
    fetchMode: header("sec-fetch-mode"),
    fetchDest: header("sec-fetch-dest"),
    contentLength: header("content-length"),
  };
}
