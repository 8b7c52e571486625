/**
 * What stands at each address of a block, a letter each. Letters that are sent are never used for something else.
 *
 * `x` a floating IP that somebody else holds; `R` a floating IP that IPAM may give away; `F` a floating IP that it may not;
 * `u` a pod; `b` a pod of another node than the block's; `l` a pod that is gone; `t` a tunnel; `s` a Service; `w` kept back for
 * Windows; `c` released, and not given out again for a while; `o` anybody else; `r` free and reserved; `f` free.
 */
export const CELLS = ["x", "R", "F", "u", "b", "l", "t", "s", "w", "c", "o", "r", "f"] as const;
export type Cell = (typeof CELLS)[number];

/**
 * Writes letters short: each run as its letter and, from two on, its length.
 *
 * @returns e.g. `u12f3u` for twelve, three and one.
 */
export function packCells(letters: readonly string[] | string): string {
  let packed = "";
  let run = 0;
  for (let at = 0; at < letters.length; at += 1) {
    run += 1;
    if (letters[at] === letters[at + 1]) continue;
    packed += run === 1 ? letters[at] : `${letters[at]}${run}`;
    run = 0;
  }
  return packed;
}

/** The runs of packed letters, in order. */
export function* runsOf(packed: string): Generator<{ readonly cell: string; readonly at: number; readonly length: number }> {
  let at = 0;
  let place = 0;
  while (place < packed.length) {
    const cell = packed.charAt(place);
    place += 1;
    let length = 0;
    for (let digit = packed.charCodeAt(place) - 48; digit >= 0 && digit <= 9; digit = packed.charCodeAt(place) - 48) {
      length = length * 10 + digit;
      place += 1;
    }
    yield { cell, at, length: length || 1 };
    at += length || 1;
  }
}

/** Puts other letters at some places. @param edits Place to letter; places outside are left out. */
export function replaceCells(letters: string, edits: ReadonlyMap<number, Cell>): string {
  if (edits.size === 0) return letters;
  const changed = [...letters];
  for (const [at, letter] of edits) if (at >= 0 && at < changed.length) changed[at] = letter;
  return changed.join("");
}
