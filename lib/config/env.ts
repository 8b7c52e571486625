// No `server-only` here: scripts/start.ts reads the environment with plain Node, before Next is there.
import { z } from "zod";

const SWITCH = "true or false";
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const HOST_NAME = /^[A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?$/;
/** Ways to sign in that are named in the documentation and not built yet. */
const LATER_AUTH = ["token", "oidc", "proxy"];

/** The settings of one process, as documented in the README. */
export type Env = {
  readonly port: number;
  readonly host: string;
  /** Files as `KUBECONFIG` names them, joined by the separator of paths; `null` for the usual places. */
  readonly kubeconfig: string | null;
  /** `null` for the current context. */
  readonly context: string | null;
  /** `null` for all namespaces. */
  readonly namespaces: readonly string[] | null;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** How long transitions and their evidence are kept; 0 is for ever. */
  readonly retentionDays: number;
  readonly evidenceDays: number;
  /** Writing was asked for, and the way to sign in allows it. */
  readonly write: boolean;
  readonly auth: "local" | "none";
  /** An origin, e.g. `https://buoy.example.org`; `null` for `http://HOST:PORT`. */
  readonly publicUrl: string | null;
  readonly demo: boolean;
};

/** A setting that cannot be used. `message` is one line: variable, value, what is allowed. */
export class EnvError extends Error {
  override readonly name: string = "EnvError";
  readonly variable: string;

  constructor(variable: string, value: string, allowed: string) {
    super(`${variable}=${JSON.stringify(value)} cannot be used: ${allowed}.`);
    this.variable = variable;
  }
}

const Days = z
  .string()
  .regex(/^\d{1,5}$/, "allowed is a whole number of days; 0 is for ever")
  .transform(Number);

const Switch = z.enum(["true", "false"], { error: `allowed is ${SWITCH}` });

const Variables = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, "allowed is a whole number from 0 to 65535")
    .transform(Number)
    .refine((port) => port <= 65_535, "allowed is a whole number from 0 to 65535")
    .default(3000),
  HOST: z
    .string()
    .refine((host) => HOST_NAME.test(host) || isIPv6(host), "allowed is a host name or an IP address")
    .default("127.0.0.1"),
  KUBECONFIG: z.string().nullable().default(null),
  BUOY_CONTEXT: z.string().nullable().default(null),
  BUOY_NAMESPACES: z
    .string()
    .transform((list) => [...new Set(list.split(",").map((name) => name.trim()))])
    .refine((names) => names.every((name) => DNS_LABEL.test(name)), "allowed is a comma-separated list of namespaces, e.g. shop,db")
    .nullable()
    .default(null),
  BUOY_DATA_DIR: z.string().default("data"),
  BUOY_DATABASE_URL: z
    .string()
    .refine((url) => ["postgres:", "postgresql:"].includes(protocolOf(url)), "allowed is a URL that begins with postgres://")
    .nullable()
    .default(null),
  BUOY_RETENTION_DAYS: Days.default(400),
  BUOY_EVIDENCE_DAYS: Days.default(90),
  BUOY_WRITE: Switch.default("false"),
  BUOY_AUTH: z
    .string()
    .refine((auth) => !LATER_AUTH.includes(auth), "it is not available in this version; allowed is local or none")
    .pipe(z.enum(["local", "none"], { error: "allowed is local or none" }))
    .optional(),
  BUOY_PUBLIC_URL: z
    .string()
    .refine(isOrigin, "allowed is an origin without a path, e.g. https://buoy.example.org")
    .transform((url) => new URL(url).origin)
    .nullable()
    .default(null),
  BUOY_DEMO: Switch.default("false"),
});

/**
 * The settings that a process was started with.
 *
 * An empty variable counts as not set, as it does in a shell or a Compose file.
 *
 * @param variables E.g. `process.env`.
 * @returns Frozen.
 * @throws {EnvError} At the first value that cannot be used.
 */
export function readEnv(variables: Readonly<Record<string, string | undefined>>): Env {
  const set = Object.fromEntries(Object.entries(variables).filter(([name, value]) => name in Variables.shape && value?.trim()));
  const parsed = Variables.safeParse(set);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    throw new EnvError(name, withoutPassword(set[name] ?? ""), issue?.message ?? "it is not valid");
  }

  const { data } = parsed;
  const isLoopback = LOOPBACK.test(data.HOST);
  if (!isLoopback && data.BUOY_AUTH !== "none") {
    throw new EnvError(
      "HOST",
      data.HOST,
      "other hosts than 127.0.0.1, ::1 and localhost need BUOY_AUTH=none, which lets everybody in who reaches it, to read only",
    );
  }
  const auth = data.BUOY_AUTH ?? "local";
  return Object.freeze({
    port: data.PORT,
    host: data.HOST.replace(/^\[(.*)\]$/, "$1"),
    kubeconfig: data.KUBECONFIG,
    context: data.BUOY_CONTEXT,
    namespaces: data.BUOY_NAMESPACES && Object.freeze(data.BUOY_NAMESPACES),
    dataDir: data.BUOY_DATA_DIR,
    databaseUrl: data.BUOY_DATABASE_URL,
    retentionDays: data.BUOY_RETENTION_DAYS,
    evidenceDays: data.BUOY_EVIDENCE_DAYS,
    write: data.BUOY_WRITE === "true" && auth !== "none",
    auth,
    publicUrl: data.BUOY_PUBLIC_URL,
    demo: data.BUOY_DEMO === "true",
  });
}

function isIPv6(host: string): boolean {
  return z.ipv6().safeParse(host.replace(/^\[(.*)\]$/, "$1")).success;
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : "";
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return ["http:", "https:"].includes(url.protocol) && url.pathname === "/" && !url.search && !url.hash && !url.username;
}

function withoutPassword(value: string): string {
  return value.replace(/(:\/\/[^:@/]*):[^@]*@/, "$1:***@");
}
