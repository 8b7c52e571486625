import "server-only";
import type { Status } from "#lib/contract/status.ts";
import { ConsoleError } from "#lib/errors.ts";

/**
 * Who writes to the history: notes and acknowledgements change nothing in the cluster, so that a console which may not write
 * to it keeps them too. Where nobody signs in, whoever reaches the console could write anything under no name.
 *
 * @returns The name that the history keeps.
 * @throws {ConsoleError} `read-only`.
 */
export function requireWriter({ auth, user }: Pick<Status, "auth" | "user">): string {
  if (auth === "none")
    throw new ConsoleError("read-only", "Nobody signs in to this console (BUOY_AUTH=none), so nothing can be written through it.");
  return user ?? auth;
}
