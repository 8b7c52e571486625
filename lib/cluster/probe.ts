import "server-only";
import { metrics } from "#lib/metrics/metrics.ts";
import type { ApiClient } from "./api-client.ts";
import { failureOfException } from "./classify.ts";
import { type SourceFailure, unreachable } from "./failure.ts";
import { pause } from "./pause.ts";

export type ProbeTiming = {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Before the second attempt, when the first had no answer. */
  readonly retryMs: number;
};

/** A server that hangs is noticed after at most interval + 2 timeouts + retry: 4.1 s. */
export const PROBE_TIMING: ProbeTiming = { intervalMs: 1_000, timeoutMs: 1_500, retryMs: 100 };

/** Two in a row: one lost answer on a busy machine is no outage. */
const FAILURES_OF_AN_OUTAGE = 2;

export type ProbeOptions = {
  readonly api: ApiClient;
  readonly timing?: ProbeTiming;
  /** When bytes last came on any connection, in ms since the epoch: a slow answer beside a flowing list is no failure. */
  readonly lastAliveAtMs: () => number;
  readonly onAnswer: () => void;
  /** The server is out; again when the reason changes. */
  readonly onDown: (failure: SourceFailure) => void;
  readonly onUp: () => void;
};

/**
 * Asks the API server again and again whether it is there. A server that hangs closes no connection, so a quiet watch
 * cannot tell; and a probe that is answered shows that quiet resources are just quiet.
 *
 * `/readyz` may be read by everybody who can sign in, and also knows when etcd is out: watches are then silent, and
 * what they showed may be old. Where it is not served, `/version` is asked instead.
 */
export function startProbe(options: ProbeOptions): { stop(): Promise<void> } {
  const { api } = options;
  const timing = options.timing ?? PROBE_TIMING;
  const stopping = new AbortController();
  let path = "/readyz";
  let failures = 0;
  let downCode: string | null = null;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const startedAtMs = Date.now();
      const failure = await ask();
      if (stopping.signal.aborted) return;
      if (failure === null) answered();
      else if (failure.code !== "unreachable" || options.lastAliveAtMs() <= startedAtMs) failed(failure);
      await pause(failures === 1 ? timing.retryMs : timing.intervalMs, stopping.signal);
    }
  }

  async function ask(): Promise<SourceFailure | null> {
    const timeout = AbortSignal.timeout(timing.timeoutMs);
    const took = metrics.cluster.probeSeconds.startTimer();
    try {
      const body = await api.open(path, {
        signal: AbortSignal.any([timeout, stopping.signal]),
        headersTimeoutMs: timing.timeoutMs,
        bodyTimeoutMs: timing.timeoutMs,
        subject: null,
      });
      for await (const _ of body) {
        // Read to the end, so that the connection can be used again.
      }
      took();
      return null;
    } catch (error) {
      const server = api.connection()?.server ?? "";
      if (timeout.aborted) return unreachable(server, `no answer within ${timing.timeoutMs / 1000} s`);
      const failure = failureOfException(error, server);
      if (path === "/readyz" && (failure.status === 403 || failure.status === 404)) {
        path = "/version";
        return ask();
      }
      return isAnswer(failure) ? null : failure;
    }
  }

  function answered(): void {
    failures = 0;
    options.onAnswer();
    if (downCode === null) return;
    downCode = null;
    options.onUp();
  }

  function failed(failure: SourceFailure): void {
    metrics.cluster.probeFailures.inc();
    failures += 1;
    if (failures < FAILURES_OF_AN_OUTAGE || failure.code === downCode) return;
    downCode = failure.code;
    options.onDown(failure);
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** A server that is not ready for another reason than etcd, e.g. while it shuts down, still tells what happens. */
function isAnswer(failure: SourceFailure): boolean {
  const detail = String(failure.facts["detail"] ?? "");
  return failure.status === 500 && detail.includes("[+]ping ok") && !detail.includes("[-]etcd");
}
