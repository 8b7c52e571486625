import { vi } from "vitest";

/** More than any machine needs: how fast something is, is measured in `bench/`. */
const PATIENCE_MS = 30_000;

/** Waits until what is asserted holds; then the assertion's own error tells what was there instead. */
export function eventually<T>(assertion: () => T | Promise<T>, patienceMs: number = PATIENCE_MS): Promise<T> {
  return vi.waitFor(assertion, { timeout: patienceMs, interval: 20 });
}
