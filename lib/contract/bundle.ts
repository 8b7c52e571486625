import * as z from "zod/mini";
import { Time } from "./common.ts";
import { Finding } from "./findings.ts";
import { FloatingIpDetail } from "./floating-ips.ts";
import { Bands, BlindSpan, Detection, Notes, Transition } from "./history.ts";
import { Status } from "./status.ts";

export const BUNDLE_KIND = "buoy-incident-bundle";
export const BUNDLE_VERSION = 1;
export const MAX_BUNDLE_BYTES = 50 * 1024 * 1024;

/** One address over a range of time, with everything that its page shows: a file that is opened without a cluster. */
export const IncidentBundle = z.object({
  kind: z.literal(BUNDLE_KIND),
  version: z.literal(BUNDLE_VERSION),
  takenAt: Time,
  ip: z.string(),
  range: z.object({ from: Time, to: Time }),
  /** As it stood when the bundle was taken. */
  status: Status,
  cluster: Status.shape.cluster,
  /** `null` when nothing in the cluster claimed the address then. */
  detail: z.nullable(FloatingIpDetail),
  /** With their evidence, newest first. */
  transitions: z.array(Transition),
  detections: z.array(Detection),
  /** About the address, as they stood then. */
  findings: z.array(Finding),
  blind: z.array(BlindSpan),
  bands: Bands,
  notes: z.nullable(Notes),
});
export type IncidentBundle = z.infer<typeof IncidentBundle>;
