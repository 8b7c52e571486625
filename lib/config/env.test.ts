import { describe, expect, test } from "vitest";
import { readEnv } from "./env.ts";

describe("what a variable means", () => {
  test("nothing set is a local console on 127.0.0.1:3000 that only reads", () => {
    expect(readEnv({ PATH: "/bin" })).toEqual({
      port: 3000,
      host: "127.0.0.1",
      kubeconfig: null,
      context: null,
      namespaces: null,
      dataDir: "data",
      databaseUrl: null,
      retentionDays: 400,
      evidenceDays: 90,
      write: false,
      auth: "local",
      publicUrl: null,
      demo: false,
    });
  });

  test.for([
    { name: "an empty variable counts as not set", env: { PORT: "", BUOY_NAMESPACES: " " }, expected: { port: 3000, namespaces: null } },
    { name: "port 0 lets the system choose", env: { PORT: "0" }, expected: { port: 0 } },
    { name: "namespaces are trimmed and named once", env: { BUOY_NAMESPACES: "shop, db,shop" }, expected: { namespaces: ["shop", "db"] } },
    { name: "every address of 127.0.0.0/8 is loopback", env: { HOST: "127.1.2.3" }, expected: { host: "127.1.2.3", auth: "local" } },
    { name: "an IPv6 host loses its brackets", env: { HOST: "[::1]" }, expected: { host: "::1", auth: "local" } },
    { name: "another host with BUOY_AUTH=none is allowed", env: { HOST: "0.0.0.0", BUOY_AUTH: "none" }, expected: { auth: "none" } },
    { name: "BUOY_AUTH=none never writes", env: { BUOY_AUTH: "none", BUOY_WRITE: "true" }, expected: { write: false } },
    { name: "a local console may write", env: { BUOY_WRITE: "true" }, expected: { write: true } },
    {
      name: "the public origin loses its slash",
      env: { BUOY_PUBLIC_URL: "https://b.example/" },
      expected: { publicUrl: "https://b.example" },
    },
    {
      name: "history may be kept for ever",
      env: { BUOY_RETENTION_DAYS: "0", BUOY_EVIDENCE_DAYS: "7" },
      expected: { retentionDays: 0, evidenceDays: 7 },
    },
    { name: "the demo says that it is one", env: { BUOY_DEMO: "true" }, expected: { demo: true } },
  ])("$name", ({ env, expected }) => {
    expect(readEnv(env)).toMatchObject(expected);
  });

  test("the result cannot be changed", () => {
    expect(Object.isFrozen(readEnv({}))).toBe(true);
  });
});

describe("a value that cannot be used stops the start with one line", () => {
  test.for([
    { env: { PORT: "abc" }, line: 'PORT="abc" cannot be used: allowed is a whole number from 0 to 65535.' },
    { env: { PORT: "70000" }, line: 'PORT="70000" cannot be used: allowed is a whole number from 0 to 65535.' },
    { env: { HOST: "no host" }, line: 'HOST="no host" cannot be used: allowed is a host name or an IP address.' },
    {
      env: { BUOY_RETENTION_DAYS: "a year" },
      line: 'BUOY_RETENTION_DAYS="a year" cannot be used: allowed is a whole number of days; 0 is for ever.',
    },
    { env: { BUOY_WRITE: "yes" }, line: 'BUOY_WRITE="yes" cannot be used: allowed is true or false.' },
    { env: { BUOY_AUTH: "open" }, line: 'BUOY_AUTH="open" cannot be used: allowed is local or none.' },
    {
      env: { BUOY_AUTH: "oidc" },
      line: 'BUOY_AUTH="oidc" cannot be used: it is not available in this version; allowed is local or none.',
    },
    {
      env: { BUOY_NAMESPACES: "Shop" },
      line: 'BUOY_NAMESPACES="Shop" cannot be used: allowed is a comma-separated list of namespaces, e.g. shop,db.',
    },
    {
      env: { BUOY_DATABASE_URL: "mysql://u:secret@h/d" },
      line: 'BUOY_DATABASE_URL="mysql://u:***@h/d" cannot be used: allowed is a URL that begins with postgres://.',
    },
    {
      env: { BUOY_PUBLIC_URL: "https://b.example/console" },
      line: 'BUOY_PUBLIC_URL="https://b.example/console" cannot be used: allowed is an origin without a path, e.g. https://buoy.example.org.',
    },
    {
      env: { HOST: "0.0.0.0" },
      line: 'HOST="0.0.0.0" cannot be used: other hosts than 127.0.0.1, ::1 and localhost need BUOY_AUTH=none, which lets everybody in who reaches it, to read only.',
    },
  ])("$line", ({ env, line }) => {
    expect(() => readEnv(env)).toThrow(line);
  });
});
