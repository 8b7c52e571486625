import { expect, test } from "vitest";
import { PROBE_TIMING } from "./probe.ts";

test("a server that answers nothing is noticed within five seconds: a probe that begins right before, and one more to be sure", () => {
  const { intervalMs, timeoutMs, retryMs } = PROBE_TIMING;
  expect(intervalMs + timeoutMs + retryMs + timeoutMs).toBeLessThanOrEqual(5_000);
});
