import type { NotesText } from "#lib/client/history-mutations.ts";

/**
 * Puts two texts together so that nothing of either is lost: a start for the writer, who sees it before it is saved.
 *
 * @returns The writer's owner and runbook, where there are any; those of the other that differ stand in the text.
 */
export function mergedNotes(theirs: NotesText, mine: NotesText): NotesText {
  const texts = [theirs.text, mine.text].filter((text, at, all) => text !== "" && all.indexOf(text) === at);
  const displaced = (["owner", "runbook"] as const)
    .filter((field) => mine[field] !== "" && theirs[field] !== "" && mine[field] !== theirs[field])
    .map((field) => theirs[field]);
  return {
    owner: mine.owner || theirs.owner,
    runbook: mine.runbook || theirs.runbook,
    text: [...texts, ...displaced].join("\n\n"),
  };
}
