import "server-only";
import type { Recorder } from "#lib/history/recorder/recorder-port.ts";
import { tell } from "./tell.ts";

/** Tells the operator when what happens is not stored, and when it is again. Returns the way out. */
export function followRecorder(recorder: Pick<Recorder, "state" | "subscribe">): () => void {
  let wasBlind = false;
  return recorder.subscribe((news) => {
    if (news.kind !== "state") return;
    const { state, code, reason } = recorder.state();
    if (state === "blind" && reason) tell("warn", reason, { code });
    else if (state === "standby") tell("info", "Another replica records the history.", { code });
    else if (wasBlind) tell("info", "The history is recorded again.", { code: "recording" });
    wasBlind = state === "blind";
  });
}
