import "server-only";
import { z } from "zod";
import type { ContainerRecord, EnvVar } from "#lib/domain/snapshot.ts";
import { flag, lax, laxList, text } from "./raw.ts";

const anything = lax(z.object({}));

export const container = z.object({
  name: z.string(),
  image: text,
  env: laxList(
    z.object({
      name: z.string(),
      value: text,
      valueFrom: lax(
        z.object({
          configMapKeyRef: lax(z.object({ name: z.string().default(""), key: z.string(), optional: flag })),
          secretKeyRef: anything,
          fieldRef: anything,
          resourceFieldRef: anything,
          fileKeyRef: anything,
        }),
      ),
    }),
  ),
  envFrom: laxList(
    z.object({
      prefix: text,
      configMapRef: lax(z.object({ name: z.string().default(""), optional: flag })),
      secretRef: anything,
    }),
  ),
});
type Container = z.output<typeof container>;

export function containerOf({ name, image, env, envFrom }: Container): ContainerRecord {
  return {
    name,
    image: image ?? "",
    env: env.map(envVarOf),
    envFromConfigMaps: envFrom.flatMap(({ prefix, configMapRef }) =>
      configMapRef ? [{ name: configMapRef.name, prefix: prefix ?? "", optional: configMapRef.optional ?? false }] : [],
    ),
    hasOpaqueEnvFrom: envFrom.some(({ secretRef }) => secretRef),
  };
}

function envVarOf({ name, value, valueFrom }: Container["env"][number]): EnvVar {
  const ref = valueFrom?.configMapKeyRef;
  if (ref) return { name, value: null, configMapKey: { name: ref.name, key: ref.key, optional: ref.optional ?? false }, opaque: false };
  // A variable that is named without a value is the empty string.
  return valueFrom
    ? { name, value: null, configMapKey: null, opaque: true }
    : { name, value: value ?? "", configMapKey: null, opaque: false };
}
