import "server-only";

/**
 * Takes steps until there are none left, and lets everything else that waits have its turn after so much work.
 *
 * @param steps Each tells how much work it was.
 * @returns Whether anybody else had a turn.
 */
export async function inTurns(steps: Iterable<number>, workOfTurn: number): Promise<boolean> {
  let work = 0;
  let hasPaused = false;
  for (const step of steps) {
    work += step;
    if (work < workOfTurn) continue;
    await new Promise((resolve) => setImmediate(resolve));
    work = 0;
    hasPaused = true;
  }
  return hasPaused;
}
