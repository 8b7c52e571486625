import { parsePatch } from "diff";

/** A line as the server has it, and as it would store it; `null` where that side has none. */
export type DiffSide = { readonly line: number; readonly text: string };
export type DiffRow = {
  readonly kind: "same" | "added" | "removed" | "changed";
  readonly before: DiffSide | null;
  readonly after: DiffSide | null;
};
/** Rows that follow one another; what is equal between two hunks is left out. */
export type DiffHunk = readonly DiffRow[];

/**
 * The hunks of a unified diff, with removed and added lines beside each other.
 *
 * @param diff Without the two lines of file names; empty where nothing differs.
 */
export function diffHunks(diff: string): readonly DiffHunk[] {
  if (diff === "") return [];
  const [patch] = parsePatch(`--- before\n+++ after\n${diff}`);
  return (patch?.hunks ?? []).map(({ lines, oldStart, newStart }) => rowsOf(lines, oldStart, newStart));
}

/** The same rows as one column tells them: what goes first, then what comes. */
export function unifiedRows(hunk: DiffHunk): readonly DiffRow[] {
  const rows: DiffRow[] = [];
  let added: DiffRow[] = [];
  for (const row of hunk) {
    if (row.kind === "same") {
      rows.push(...added, row);
      added = [];
      continue;
    }
    if (row.before) rows.push({ kind: "removed", before: row.before, after: null });
    if (row.after) added.push({ kind: "added", before: null, after: row.after });
  }
  return [...rows, ...added];
}

function rowsOf(lines: readonly string[], oldStart: number, newStart: number): DiffHunk {
  const rows: DiffRow[] = [];
  let [oldLine, newLine] = [oldStart, newStart];
  let removed: DiffSide[] = [];
  let added: DiffSide[] = [];
  const flush = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) {
      const [before = null, after = null] = [removed[at], added[at]];
      rows.push({ kind: before && after ? "changed" : before ? "removed" : "added", before, after });
    }
    removed = [];
    added = [];
  };
  for (const line of lines) {
    const text = line.slice(1);
    if (line.startsWith("-")) removed.push({ line: oldLine++, text });
    else if (line.startsWith("+")) added.push({ line: newLine++, text });
    else if (line.startsWith(" ")) {
      flush();
      rows.push({ kind: "same", before: { line: oldLine++, text }, after: { line: newLine++, text } });
    }
  }
  flush();
  return rows;
}
