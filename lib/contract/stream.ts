import * as z from "zod/mini";
import { Time } from "./common.ts";
import { FloatingIpChange, FloatingIpList } from "./floating-ips.ts";
import { Transition } from "./history.ts";
import { RecorderStatus, SourceStatus } from "./status.ts";

/** The events of `GET /api/v1/stream` and the schema of each one's data. */
export const STREAM_EVENTS = {
  snapshot: FloatingIpList,
  change: FloatingIpChange,
  source: SourceStatus,
  /** Stored before it is sent; without its evidence. */
  transition: Transition,
  recorder: RecorderStatus,
  /**
   * Sent every two seconds: the reader's clock against ours, and proof that the line is alive. `sources` has each source's
   * last proof of life, which moves without a `source` event; `lastEventAt` is the oldest of those that are synced or stale.
   * `addressSpace` grows when the answer of `/pools` may have changed, which no other event tells.
   */
  ping: z.object({ now: Time, lastEventAt: z.nullable(Time), sources: z.record(z.string(), z.nullable(Time)), addressSpace: z.number() }),
} as const;
export type StreamEventName = keyof typeof STREAM_EVENTS;
export type StreamEvent = { [E in StreamEventName]: { event: E; data: z.infer<(typeof STREAM_EVENTS)[E]> } }[StreamEventName];
