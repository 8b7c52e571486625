/** What the server takes of notes, and a form says before it sends them: characters. */
export const MAX_NOTES = { owner: 253, text: 10_000, runbook: 2_048 } as const;

/** Whether a page may make a link of it: nothing but http and https is ever followed. */
export function isRunbookLink(text: string): boolean {
  return /^https?:\/\/\S+$/i.test(text);
}
