/** A catalogue of any depth. */
type Catalogue = { readonly [key: string]: string | Catalogue };

const ACCENTED: Readonly<Record<string, string>> = {
  a: "á",
  e: "é",
  i: "í",
  o: "ó",
  u: "ú",
  A: "Á",
  E: "É",
  I: "Í",
  O: "Ó",
  U: "Ú",
  n: "ñ",
  c: "ç",
  y: "ý",
};

/** Words break where the reader's own would. */
const PADDING = "one two three four five six seven eight nine ten ";

/**
 * Turns English into something that reads alike and looks foreign: accents, a third longer, in brackets.
 *
 * What stands in braces is for ICU and stays, the text inside of plurals and selects too; so do the names of tags.
 */
export function pseudoCatalogue(catalogue: Catalogue): Catalogue {
  return Object.fromEntries(
    Object.entries(catalogue).map(([key, value]) => [key, typeof value === "string" ? pseudo(value) : pseudoCatalogue(value)]),
  );
}

export function pseudo(text: string): string {
  let depth = 0;
  let isTag = false;
  let read = 0;
  let out = "";
  for (const character of text) {
    if (character === "{") depth += 1;
    if (character === "<") isTag = true;
    const isText = depth === 0 && !isTag;
    if (isText) read += 1;
    out += isText ? (ACCENTED[character] ?? character) : character;
    if (character === "}") depth -= 1;
    if (character === ">") isTag = false;
  }
  return `[${`${out} ${PADDING.repeat(10).slice(0, Math.ceil(read / 3))}`.trim()}]`;
}
