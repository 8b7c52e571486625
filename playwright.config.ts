import { defineConfig } from "@playwright/test";
import { findBrowser } from "./e2e/browser.ts";

const executablePath = await findBrowser();
const port = Number(process.env["BUOY_E2E_PORT"] ?? 41_730);

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  // Much of the time goes into waiting for what takes its time, e.g. an outage: one waits while the other works.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  // A machine that stands still for seconds is no failure; what passes only when tried again is named at the end.
  retries: process.env["CI"] ? 1 : 0,
  forbidOnly: Boolean(process.env["CI"]),
  reporter: [["line"], ["json"]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    // A trace of everything costs a sixth of the time; `--trace=retain-on-failure` asks for it.
    trace: "off",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: "node scripts/run.mjs scripts/demo.ts",
    // What writes is tested on a real cluster.
    env: { PORT: String(port), BUOY_WRITE: "false" },
    url: `http://127.0.0.1:${port}/readyz`,
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
  },
});
