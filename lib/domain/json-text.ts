/** A value in a JSON text, with where it stands: `text.slice(start, end)`. */
export type JsonNode = {
  readonly start: number;
  readonly end: number;
  /** Of an object, in order; a key that stands twice is there twice. */
  readonly members: readonly JsonMember[];
  /** Of an array. */
  readonly items: readonly JsonNode[];
};
export type JsonMember = { readonly key: string; readonly keyStart: number; readonly value: JsonNode };

const BLANK = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const SCALAR = /[^\s,\]}]+/y;

/**
 * Finds out where each value of a JSON text stands, so that one can be changed and all else left as it is.
 *
 * @param text Must be JSON: `JSON.parse` is what checks it.
 * @throws {SyntaxError} When it is not.
 */
export function locateJson(text: string): JsonNode {
  JSON.parse(text);
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [found = ""] = pattern.exec(text) ?? [];
    at += found.length;
    return found;
  };
  const skip = () => take(BLANK);

  function value(): JsonNode {
    skip();
    const start = at;
    const first = text.charAt(at);
    const members: JsonMember[] = [];
    const items: JsonNode[] = [];
    if (first === "{") each("}", () => members.push(member()));
    else if (first === "[") each("]", () => items.push(value()));
    else take(first === '"' ? STRING : SCALAR);
    return { start, end: at, members, items };
  }

  function member(): JsonMember {
    skip();
    const keyStart = at;
    const key = String(JSON.parse(take(STRING)));
    skip();
    at += 1;
    return { key, keyStart, value: value() };
  }

  /** From the opening bracket to behind the closing one. */
  function each(close: string, read: () => void): void {
    at += 1;
    skip();
    while (text.charAt(at) !== close) {
      read();
      skip();
      if (text.charAt(at) === ",") at += 1;
    }
    at += 1;
  }

  return value();
}
