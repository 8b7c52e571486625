import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "server-only": fileURLToPath(new URL("./lib/testing/empty.ts", import.meta.url)) } },
  test: {
    include: ["{lib,demo,e2e}/**/*.integration.ts"],
    env: { TZ: "Asia/Kathmandu" },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A machine that stands still for seconds is no failure; what passes only when tried again is named at the end.
    retry: process.env["CI"] ? 1 : 0,
    // The suites start servers on two cores, and wait for most of their time.
    maxWorkers: 2,
  },
});
