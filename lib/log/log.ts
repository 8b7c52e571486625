import "server-only";
import pino from "pino";

/** The server's log: one JSON object a line on stdout. `LOG_LEVEL` is pino's own: `debug`, `info`, `warn`, `error`, `silent`. */
export const log = pino({
  name: "buoy",
  level: levelFrom(process.env["LOG_LEVEL"]),
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  // Headers never belong into a log line; this is for the day somebody logs a request whole.
  redact: ["*.authorization", "*.Authorization", "*.headers.authorization", "*.headers.cookie"],
});

function levelFrom(text: string | undefined): string {
  if (text && (text === "silent" || text in pino.levels.values)) return text;
  return process.env["VITEST"] ? "silent" : "info";
}
