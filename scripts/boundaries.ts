import { runStep } from "./run-step.ts";

/** dependency-cruiser says "no violations" when it could read nothing at all, so the count of modules is checked too. */
const FOLDERS = ["app", "components", "lib", "demo", "scripts", "instrumentation.ts"];
const { code, output } = await runStep(["node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", ...FOLDERS]);
const modules = Number(/\b(\d+) modules?\b/.exec(output)?.[1] ?? 0);
if (modules === 0) {
  console.error("dependency-cruiser cruised no module: the boundaries were not checked.");
  process.exit(1);
}
process.exit(code);
