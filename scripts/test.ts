import { mkdir, rm } from "node:fs/promises";
import { findPrograms } from "../e2e/control-plane/control-plane.ts";
import { runStep } from "./run-step.ts";
import { type Report, readPlaywright, readVitest } from "./test-reports.ts";

const total = { passed: 0, failed: 0, skipped: 0 };
const notes: string[] = [];

await rm("test-results", { recursive: true, force: true });
await mkdir("test-results", { recursive: true });

await suite("verify", ["scripts/verify.ts"], () => readVitest("test-results/unit.json"));

const hasControlPlane = (await findPrograms()) !== null || Boolean(process.env["BUOY_TEST_KUBECONFIG"]);
const vitest = ["node_modules/vitest/vitest.mjs", "run", "-c", "vitest.integration.config.ts", "--reporter=default", "--reporter=json"];
const integration = (name: string, file: string, filters: readonly string[]) =>
  suite(name, [...vitest, `--outputFile.json=${file}`, ...filters], () => readVitest(file));
if (hasControlPlane) await integration("integration, on a real API server and PostgreSQL", "test-results/integration.json", []);
else {
  await integration("integration, of the stores", "test-results/integration.json", ["lib/history/"]);
  total.skipped += 1;
  notes.push("skipped: the suites on a real control plane. Build one first with `npm run control-plane` (needs Go; about 7 minutes once).");
}

const build = await runStep(["node_modules/next/dist/bin/next", "build"]);
if (build.code === 0) {
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: "test-results/e2e.json" };
  await suite("browser", ["node_modules/@playwright/test/cli.js", "test"], () => readPlaywright("test-results/e2e.json"), env);
} else {
  total.failed += 1;
  notes.push("failed: next build");
}

for (const note of notes) console.log(note);
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed > 0 ? 1 : total.skipped > 0 && process.env["BUOY_NOTHING_SKIPPED"] ? 2 : 0);

async function suite(
  name: string,
  args: readonly string[],
  read: () => Promise<Report>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  console.log(`\n━━ ${name}`);
  const { code, seconds } = await runStep(args, env);
  const counts = await read().catch((): Report => ({ passed: 0, failed: 0, skipped: 0, failures: [], flaky: [] }));
  // A suite that broke before it could count its tests has failed all the same.
  const failed = code === 0 ? counts.failed : Math.max(counts.failed, 1);
  if (code === 0 && counts.passed === 0) notes.push(`${name}: ran no test`);
  total.passed += counts.passed;
  total.failed += code === 0 && counts.passed === 0 ? 1 : failed;
  total.skipped += counts.skipped;
  if (failed > 0) notes.push(`failed: ${name}`, ...counts.failures.map((failure) => `  ${failure}`));
  if (counts.flaky.length > 0)
    notes.push(`flaky, failed once and passed when tried again: ${name}`, ...counts.flaky.map((test) => `  ${test}`));
  if (counts.skipped > 0) notes.push(`skipped: ${counts.skipped} in ${name}`);
  console.log(`━━ ${name}: ${seconds.toFixed(0)} s`);
}
