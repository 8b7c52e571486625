import "server-only";

export type Cell = string | number | null | undefined;

export const CSV_TYPE = "text/csv; charset=utf-8; header=present";

/** One record. @see https://www.rfc-editor.org/rfc/rfc4180 */
export function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

/**
 * A text that a table program would take for a formula gets an apostrophe: comments and names are written by others.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function cellOf(cell: Cell): string {
  if (typeof cell === "number") return String(cell);
  const text = cell ?? "";
  const harmless = /^\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
  return /[",\t\r\n;]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
