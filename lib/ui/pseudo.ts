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

/**
 * Turns English into something that reads alike and looks foreign: accents, a third longer, in brackets.
 *
 * What stands in braces is for ICU and stays; so does the text inside of plurals and selects.
 */
export function pseudoCatalogue(catalogue: Catalogue): Catalogue {
  return Object.fromEntries(
    Object.entries(catalogue).map(([key, value]) => [key, typeof value === "string" ? pseudo(value) : pseudoCatalogue(value)]),
  );
}

export function pseudo(text: string): string {
  let depth = 0;
  let out = "";
  for (const character of text) {
    if (character === "{") depth += 1;
    out += depth > 0 || character === "<" ? character : (ACCENTED[character] ?? character);
    if (character === "}") depth -= 1;
  }
  return `[${out}${"~".repeat(Math.ceil(text.length / 3))}]`;
}
