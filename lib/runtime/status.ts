import "server-only";
import type { Env } from "#lib/config/env.ts";
import type { Status } from "#lib/contract/status.ts";
import type { StatusParts } from "#lib/services/live-view-port.ts";
import manifest from "../../package.json" with { type: "json" };

/** What is known of the cluster, and how this process was started. */
export function statusOf(env: Env, parts: StatusParts, now: Date): Status {
  return {
    product: "buoy",
    version: manifest.version,
    readOnly: !env.write,
    demo: env.demo,
    auth: env.auth,
    now: now.toISOString(),
    ...parts,
    user: null,
    namespaces: env.namespaces === null ? null : [...env.namespaces],
  };
}
