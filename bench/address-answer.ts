/** Makes the answer of one address space in a process of its own, and says how long that took. Started by address-picture.ts. */
import { createAssessor } from "#lib/domain/assessor.ts";
import { diagnosticRules } from "#lib/domain/diagnose/diagnose.ts";
import { readPools } from "#lib/services/read-pools.ts";
import { addressSpaceOf, type SpaceSize } from "./address-spaces.ts";

const NOW = "2026-08-29T03:12:40.000Z";
const { view } = createAssessor(addressSpaceOf(JSON.parse(process.argv[2] ?? "") as SpaceSize), diagnosticRules);
const firstAt = performance.now();
readPools(view, NOW, 1);
const againAt = performance.now();
const body = JSON.stringify(readPools(view, NOW, 1));
const madeMs = performance.now() - againAt;
process.stdout.write(JSON.stringify({ firstMs: againAt - firstAt, madeMs, body }));
