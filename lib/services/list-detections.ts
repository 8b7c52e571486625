import "server-only";
import type { DetectionList } from "#lib/contract/history.ts";
import type { DetectionsQuestion } from "#lib/contract/history-questions.ts";
import type { HistoryStore } from "#lib/history/store.ts";
import { presentDetection } from "./present-transition.ts";
import { requireAddress } from "./require-address.ts";

/** What was, or is, wrong though nothing moved. @throws {ConsoleError} `address-invalid`. @throws {StoreError} */
export async function listDetections(store: Pick<HistoryStore, "detections">, question: DetectionsQuestion): Promise<DetectionList> {
  const { ip, open, from, to, limit } = question;
  const found = await store.detections({ ip: ip === undefined ? undefined : requireAddress(ip), isOpen: open, from, to, limit });
  return { items: found.map(presentDetection) };
}
