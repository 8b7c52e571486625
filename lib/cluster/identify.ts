import "server-only";
import { z } from "zod";
import type { ApiClient } from "./api-client.ts";
import { SourceFailure } from "./failure.ts";

const TIMEOUT_MS = 10_000;

const Namespace = z.object({ metadata: z.object({ uid: z.string().min(1) }) });

/**
 * What tells one cluster from every other, whatever a kubeconfig calls it: the UID of its namespace `kube-system`, which
 * lives as long as the cluster does.
 *
 * @returns `url:<server>` where that may not be read, or is not there.
 * @throws {SourceFailure} When the server did not answer.
 */
export async function identify(api: Pick<ApiClient, "connection" | "json">, signal: AbortSignal): Promise<string> {
  const options = { signal, headersTimeoutMs: TIMEOUT_MS, bodyTimeoutMs: TIMEOUT_MS, subject: null };
  const byAddress = () => `url:${api.connection()?.server ?? ""}`;
  try {
    return Namespace.safeParse(await api.json("/api/v1/namespaces/kube-system", options)).data?.metadata.uid ?? byAddress();
  } catch (error) {
    if (error instanceof SourceFailure && (error.status === 403 || error.status === 404)) return byAddress();
    throw error;
  }
}
