import { runStep } from "./run-step.ts";

const typegen = await runStep(["node_modules/next/dist/bin/next", "typegen"]);
if (typegen.code !== 0) process.exit(typegen.code);
process.exit((await runStep(["node_modules/typescript/bin/tsc", "--noEmit"])).code);
