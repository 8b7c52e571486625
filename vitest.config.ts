import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // "server-only" throws outside a server bundle; tests are neither bundle.
  resolve: { alias: { "server-only": fileURLToPath(new URL("./lib/testing/empty.ts", import.meta.url)) } },
  test: {
    globalSetup: "./lib/testing/own-tmpdir.ts",
    include: ["{app,lib,components,demo,scripts,messages}/**/*.test.{ts,tsx}"],
    // Property tests take their time on a machine that is busy; nothing here measures it.
    testTimeout: 60_000,
    // A fresh world for each file costs more than the tests: nothing here leaves anything behind.
    isolate: false,
    maxWorkers: 2,
    // An odd offset, so that code which forgets the time zone fails.
    env: { TZ: "Asia/Kathmandu" },
  },
});
