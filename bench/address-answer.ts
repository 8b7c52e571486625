/**
 * Makes the answer of one address space in a process of its own, and says how much work that is, and how much of it in one go:
 * the first time, and after a change of one block. Started by address-picture.ts.
 */
import { createAssessor } from "#lib/domain/assessor.ts";
import { diagnosticRules } from "#lib/domain/diagnose/diagnose.ts";
import type { IPAMBlockRecord } from "#lib/domain/snapshot.ts";
import { createAddressSpaceAnswers } from "#lib/services/address-space.ts";
import { addressSpaceOf, type SpaceSize } from "./address-spaces.ts";
import { median } from "./figures.ts";

const CHANGES = 15;
const snapshot = addressSpaceOf(JSON.parse(process.argv[2] ?? "") as SpaceSize);
const assessor = createAssessor(snapshot, diagnosticRules);
const answers = createAddressSpaceAnswers({ view: assessor.view, now: () => Date.parse("2026-08-29T03:12:40.000Z"), isTaken: () => false });

/** Milliseconds of work that an answer is for this thread, and the most in one go: what else the machine does is not in it. */
async function ask(): Promise<{ readonly workMs: number; readonly blockMs: number }> {
  let blockMs = 0;
  let isAsking = true;
  const startedAt = workedMs();
  let lastAt = startedAt;
  const takeTurn = () => {
    const now = workedMs();
    blockMs = Math.max(blockMs, now - lastAt);
    lastAt = now;
    if (isAsking) setImmediate(takeTurn);
  };
  setImmediate(takeTurn);
  await answers.pools();
  const workMs = workedMs() - startedAt;
  isAsking = false;
  await new Promise((resolve) => setImmediate(resolve));
  return { workMs, blockMs };
}

function workedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function changeOne(index: number): void {
  const blocks = snapshot.ipamBlocks as Map<string, IPAMBlockRecord>;
  const before = [...blocks.values()][index % blocks.size];
  if (!before) throw new Error("there are no blocks");
  const after = { ...before };
  blocks.set(after.name, after);
  const changes = [{ collection: "ipamBlocks", key: after.name, before, after }] as const;
  assessor.apply(changes);
  answers.note(changes);
}

// What it needs was made when the console started, and is not part of the answer.
void [assessor.view.holders, assessor.view.addresses];
const first = await ask();
const again: Awaited<ReturnType<typeof ask>>[] = [];
for (let change = 0; change < CHANGES; change += 1) {
  changeOne(change * 7);
  again.push(await ask());
}
const body = JSON.stringify(await answers.pools());
const againMs = median(again.map(({ workMs }) => workMs));
process.stdout.write(JSON.stringify({ firstMs: first.workMs, firstBlockMs: first.blockMs, againMs, body }));
