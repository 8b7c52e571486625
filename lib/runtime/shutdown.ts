import "server-only";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
const PATIENCE_MS = 2_000;
/** For the last bytes of the streams to leave. */
const DRAIN_MS = 100;

/**
 * Ends the process in order when it is told to. Next's own way waits for open streams, which never end by themselves
 * (it is off: `NEXT_MANUAL_SIG_HANDLE`).
 */
export function onShutdown(stop: () => Promise<void>): void {
  let isStopping = false;
  const end = async () => {
    // A terminal signals the whole group, and the parent passes its own on: it comes twice.
    if (isStopping) return;
    isStopping = true;
    await Promise.race([stop().catch(() => {}), wait(PATIENCE_MS)]);
    await wait(DRAIN_MS);
    process.exit(0);
  };
  for (const signal of SIGNALS) process.on(signal, () => void end());
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
