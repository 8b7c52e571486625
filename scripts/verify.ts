import { runStep } from "./run-step.ts";

/** Everything that needs no server and takes seconds. */
const STEPS: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: "format and lint", args: ["node_modules/@biomejs/biome/bin/biome", "ci", "."] },
  { name: "types", args: ["scripts/typecheck.ts"] },
  { name: "boundaries", args: ["scripts/boundaries.ts"] },
  { name: "dead code", args: ["node_modules/knip/bin/knip.js"] },
  { name: "references in docs", args: ["scripts/check-doc-refs.ts"] },
  {
    name: "unit tests",
    args: ["node_modules/vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json", "--outputFile.json=test-results/unit.json"],
  },
];

const failed: string[] = [];
for (const { name, args } of STEPS) {
  console.log(`\n▸ ${name}`);
  const { code, seconds } = await runStep(args);
  if (code !== 0) failed.push(`${name}: failed after ${seconds.toFixed(1)} s`);
}
for (const line of failed) console.error(`\n${line}`);
process.exitCode = failed.length > 0 ? 1 : 0;
