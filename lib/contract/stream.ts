import { z } from "zod";
import { Time } from "./common.ts";
import { FloatingIpChange, FloatingIpList } from "./floating-ips.ts";
import { SourceStatus } from "./status.ts";

/** The events of `GET /api/v1/stream` and the schema of each one's data. */
export const STREAM_EVENTS = {
  snapshot: FloatingIpList,
  change: FloatingIpChange,
  source: SourceStatus,
  /** Sent every few seconds: the reader's clock against ours, and proof that the line is alive. */
  ping: z.object({ now: Time }),
} as const;
export type StreamEventName = keyof typeof STREAM_EVENTS;
export type StreamEvent = { [E in StreamEventName]: { event: E; data: z.infer<(typeof STREAM_EVENTS)[E]> } }[StreamEventName];
