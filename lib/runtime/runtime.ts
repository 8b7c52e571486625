import "server-only";
import type { Registry } from "prom-client";
import type { Status } from "#lib/contract/status.ts";
import type { HistorySource } from "#lib/services/history-port.ts";
import type { LiveView } from "#lib/services/live-view-port.ts";
import type { StreamHub } from "#lib/stream/hub.ts";
import type { Planner } from "./planner.ts";
import type { Readiness } from "./readiness.ts";

/** What the routes use. */
export type Runtime = {
  readonly live: LiveView;
  readonly hub: StreamHub;
  readonly readiness: Readiness;
  readonly metrics: Registry;
  readonly history: HistorySource;
  readonly planner: Planner;
  status(): Status;
};

const KEY = Symbol.for("buoy.runtime");
const holder = globalThis as { [KEY]?: Runtime };

/** Called once by instrumentation.ts, before the first request. */
export function setRuntime(runtime: Runtime): void {
  holder[KEY] = runtime;
}

/**
 * The process-wide runtime.
 *
 * It hangs on globalThis because instrumentation.ts and the routes each load their own copy of this module, in production
 * too; a module variable set there stays empty here.
 *
 * @throws {Error} When read before `setRuntime`, which is a programming error.
 */
export function runtime(): Runtime {
  const { [KEY]: started } = holder;
  if (!started) throw new Error("runtime() was read before instrumentation.ts had started it");
  return started;
}
