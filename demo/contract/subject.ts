import { randomUUID } from "node:crypto";
import type { KubeObject } from "../api-server/objects.ts";
import { ApiError, type Credentials, type KubeClient } from "../player/client.ts";

export type OpenedApiServer = {
  readonly credentials: Credentials;
  /** Makes the server forget its changes so far; `null` where nobody may. */
  readonly compact: (() => Promise<void>) | null;
  /** How long a quiet watch may wait for a bookmark. */
  readonly bookmarkWithinSeconds: number;
  close(): Promise<void>;
};

/** The server under test, for the time of one suite. */
export type Subject = { readonly server: OpenedApiServer; readonly client: KubeClient };

/** Its own for each run, so that a cluster can be used again. */
export const NAMESPACE = `contract-${randomUUID().slice(0, 8)}`;
export const CONFIG_MAPS = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
export const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;

export const aConfigMap = (name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, labels },
  data,
});
export const aPod = (name: string, nodeName?: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name },
  spec: { ...(nodeName ? { nodeName } : {}), containers: [{ name: "app", image: "example.invalid/app" }] },
});

/** 200, or the status of the refusal. */
export function statusAfter(act: Promise<unknown>): Promise<number> {
  return act.then(
    () => 200,
    (error: unknown) => (error instanceof ApiError ? error.status : Promise.reject(error)),
  );
}

/** The Status object of a refusal; `null` where it was none. */
export function answerTo(act: Promise<unknown>): Promise<unknown> {
  return act.then(
    () => null,
    (error: unknown) => (error instanceof ApiError ? error.answer : Promise.reject(error)),
  );
}

export type ListPage = {
  readonly items: readonly KubeObject[];
  readonly metadata: { readonly continue?: string; readonly resourceVersion: string };
};
