import "server-only";
import path from "node:path";
import type { KubeConfig, User } from "@kubernetes/client-node";
import { z } from "zod";

const Exec = z.looseObject({
  command: z.string(),
  apiVersion: z.string().optional().catch(undefined),
  env: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .nullish()
    .catch(null),
  provideClusterInfo: z.boolean().optional().catch(undefined),
});

/** The program that a user of a kubeconfig gets credentials from; `null` for none. */
export function pluginOf(user: User | null): z.infer<typeof Exec> | null {
  return Exec.safeParse(user?.exec).data ?? null;
}

/** A path of a program counts from the folder of its kubeconfig, as kubectl reads it; a mere name is looked for in `PATH`. */
export function resolvePlugins(config: KubeConfig, folder: string): void {
  config.users = config.users.map((user) => {
    const exec = pluginOf(user);
    if (!exec?.command.includes("/") || path.isAbsolute(exec.command)) return user;
    return { ...user, exec: { ...exec, command: path.resolve(folder, exec.command) } };
  });
}

/** A plugin learns by `KUBERNETES_EXEC_INFO` which version of the answer is wanted, and of which cluster, as kubectl tells it. */
export function tellPlugin(config: KubeConfig): void {
  const user = config.getCurrentUser();
  const exec = pluginOf(user);
  const cluster = config.getCurrentCluster();
  if (!user || !exec) return;
  const info = {
    apiVersion: exec.apiVersion ?? "client.authentication.k8s.io/v1",
    kind: "ExecCredential",
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo &&
        cluster && {
          cluster: {
            server: cluster.server,
            "tls-server-name": cluster.tlsServerName,
            "insecure-skip-tls-verify": cluster.skipTLSVerify || undefined,
            "certificate-authority-data": cluster.caData,
            "proxy-url": cluster.proxyUrl,
          },
        }),
    },
  };
  const env = [...(exec.env ?? []), { name: "KUBERNETES_EXEC_INFO", value: JSON.stringify(info) }];
  config.users = config.users.map((one) => (one.name === user.name ? { ...one, exec: { ...exec, env } } : one));
}
