import "server-only";
import { log } from "#lib/log/log.ts";

type Level = "info" | "warn" | "error";

/** Tells the operator one thing: a plain line for a person at a terminal (`npm start`), a line of the log elsewhere. */
export function tell(level: Level, text: string, fields: Readonly<Record<string, unknown>> = {}): void {
  if (process.env["BUOY_CONSOLE"] === "text") process.stderr.write(`buoy: ${text}\n`);
  else log[level](fields, text);
}
