import { Agent, request } from "undici";

const agent = new Agent({ connect: { rejectUnauthorized: false } });
const CONTENT_TYPES = { merge: "application/merge-patch+json", json: "application/json" } as const;

/** A Kubernetes API by hand: what a test does to the cluster is what it says, byte for byte. */
export type Kube = {
  get<T>(path: string): Promise<T>;
  create(path: string, object: unknown): Promise<void>;
  merge(path: string, patch: unknown): Promise<void>;
  /** At once, without grace. Gone already is fine. */
  remove(path: string): Promise<void>;
};

export function kubeAt(url: string, token: string): Kube {
  const send = async (
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    body?: unknown,
    type: keyof typeof CONTENT_TYPES = "json",
  ) => {
    const response = await request(`${url}${path}`, {
      method,
      dispatcher: agent,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "content-type": CONTENT_TYPES[type] }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.body.text();
    if (response.statusCode === 404 && method === "DELETE") return "{}";
    if (response.statusCode >= 300) throw new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 400)}`);
    return text;
  };
  return {
    get: async <T>(path: string) => JSON.parse(await send("GET", path)) as T,
    create: async (path, object) => void (await send("POST", path, object)),
    merge: async (path, patch) => void (await send("PATCH", path, patch, "merge")),
    remove: async (path) => void (await send("DELETE", path, { gracePeriodSeconds: 0 })),
  };
}
