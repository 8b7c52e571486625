/** What Go's `encoding/json` makes of a text, and the exact words it refuses it with. */

export type StringArray = { readonly ok: true; readonly items: readonly string[] } | { readonly ok: false; readonly error: string };

const MAX_DEPTH = 10_000;

/**
 * Decodes a text into a list of strings as Go's `json.Unmarshal` into `[]string` does.
 *
 * `null` at the top is an empty list, and a `null` item is an empty string: JavaScript's own reading differs in both. The
 * whole text is checked for syntax before any type is looked at, so a syntax error at the end wins over a wrong type before it.
 *
 * @param text The value as it stands in the object.
 * @returns The items, or Go's error text.
 * @see golang/go go1.26 src/encoding/json/decode.go, `Unmarshal`; scanner.go, `checkValid`
 */
export function unmarshalStringArray(text: string): StringArray {
  const value = parsed(text);
  // Both languages read the same texts, and so flat a list is nested deeply in neither.
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return { ok: true, items: value.map(wellFormed) };
  const syntax = syntaxError(text);
  if (syntax !== null) return { ok: false, error: syntax };

  if (value === null) return { ok: true, items: [] };
  if (!Array.isArray(value)) return { ok: false, error: typeError(value, "[]string") };
  const wrong = value.find((item) => item !== null && typeof item !== "string");
  if (wrong !== undefined) return { ok: false, error: typeError(wrong, "string") };
  return { ok: true, items: value.map((item: string | null) => wellFormed(item ?? "")) };
}

/** @returns `undefined`, which no JSON is, where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return;
  }
}

/** Go writes U+FFFD for half of a surrogate pair. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}

function typeError(value: unknown, goType: string): string {
  const kind = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  return `json: cannot unmarshal ${kind} into Go value of type ${goType}`;
}

const END = "unexpected end of JSON input";
type Step = (byte: number) => Step | Failure;
type Failure = string;

/** The text of Go's syntax error, or `null`. Works on UTF-8 bytes, because Go names the byte it stumbled over. */
function syntaxError(text: string): string | null {
  const scanner = createScanner();
  for (const byte of new TextEncoder().encode(text)) {
    const failure = scanner.feed(byte);
    if (failure !== null) return failure;
  }
  return scanner.end();
}

type Container = "object-key" | "object-value" | "array";

function createScanner(): { feed(byte: number): Failure | null; end(): Failure | null } {
  const stack: Container[] = [];
  let endsTop = false;
  let step: Step = beginValue;

  const invalid = (byte: number, context: string): Failure => `invalid character ${quote(byte)} ${context}`;

  function push(byte: number, container: Container, next: Step): Step | Failure {
    stack.push(container);
    return stack.length > MAX_DEPTH ? invalid(byte, "exceeded max depth") : next;
  }

  function pop(): Step {
    stack.pop();
    if (stack.length > 0) return endValue;
    endsTop = true;
    return endTop;
  }

  function beginValue(byte: number): Step | Failure {
    if (isSpace(byte)) return beginValue;
    const character = String.fromCharCode(byte);
    if (character === "{") return push(byte, "object-key", beginStringOrEmpty);
    if (character === "[") return push(byte, "array", beginValueOrEmpty);
    if (character === '"') return inString;
    if (character === "-") return afterMinus;
    if (character === "0") return afterZero;
    if (isDigit(byte)) return inInteger;
    if (character === "t") return literal("true", 1);
    if (character === "f") return literal("false", 1);
    if (character === "n") return literal("null", 1);
    return invalid(byte, "looking for beginning of value");
  }

  function beginValueOrEmpty(byte: number): Step | Failure {
    if (isSpace(byte)) return beginValueOrEmpty;
    return byte === 0x5d ? endValue(byte) : beginValue(byte);
  }

  function beginStringOrEmpty(byte: number): Step | Failure {
    if (isSpace(byte)) return beginStringOrEmpty;
    if (byte !== 0x7d) return beginString(byte);
    stack[stack.length - 1] = "object-value";
    return endValue(byte);
  }

  function beginString(byte: number): Step | Failure {
    if (isSpace(byte)) return beginString;
    return byte === 0x22 ? inString : invalid(byte, "looking for beginning of object key string");
  }

  function endValue(byte: number): Step | Failure {
    const container = stack.at(-1);
    if (container === undefined) {
      endsTop = true;
      return endTop(byte);
    }
    if (isSpace(byte)) return endValue;
    const character = String.fromCharCode(byte);
    if (container === "object-key") {
      if (character !== ":") return invalid(byte, "after object key");
      stack[stack.length - 1] = "object-value";
      return beginValue;
    }
    if (container === "object-value") {
      if (character === "}") return pop();
      if (character !== ",") return invalid(byte, "after object key:value pair");
      stack[stack.length - 1] = "object-key";
      return beginString;
    }
    if (character === "]") return pop();
    return character === "," ? beginValue : invalid(byte, "after array element");
  }

  function endTop(byte: number): Step | Failure {
    return isSpace(byte) ? endTop : invalid(byte, "after top-level value");
  }

  function inString(byte: number): Step | Failure {
    if (byte === 0x22) return endValue;
    if (byte === 0x5c) return inEscape;
    return byte < 0x20 ? invalid(byte, "in string literal") : inString;
  }

  function inEscape(byte: number): Step | Failure {
    if ('bfnrt\\/"'.includes(String.fromCharCode(byte))) return inString;
    return byte === 0x75 ? hex(4) : invalid(byte, "in string escape code");
  }

  function hex(left: number): Step {
    return (byte) => {
      if (!/[0-9a-fA-F]/.test(String.fromCharCode(byte))) return invalid(byte, "in \\u hexadecimal character escape");
      return left === 1 ? inString : hex(left - 1);
    };
  }

  function afterMinus(byte: number): Step | Failure {
    if (byte === 0x30) return afterZero;
    return isDigit(byte) ? inInteger : invalid(byte, "in numeric literal");
  }

  function inInteger(byte: number): Step | Failure {
    return isDigit(byte) ? inInteger : afterZero(byte);
  }

  function afterZero(byte: number): Step | Failure {
    if (byte === 0x2e) return afterPoint;
    return byte === 0x65 || byte === 0x45 ? afterExponent : endValue(byte);
  }

  function afterPoint(byte: number): Step | Failure {
    return isDigit(byte) ? inFraction : invalid(byte, "after decimal point in numeric literal");
  }

  function inFraction(byte: number): Step | Failure {
    if (isDigit(byte)) return inFraction;
    return byte === 0x65 || byte === 0x45 ? afterExponent : endValue(byte);
  }

  function afterExponent(byte: number): Step | Failure {
    return byte === 0x2b || byte === 0x2d ? afterSign : afterSign(byte);
  }

  function afterSign(byte: number): Step | Failure {
    return isDigit(byte) ? inExponent : invalid(byte, "in exponent of numeric literal");
  }

  function inExponent(byte: number): Step | Failure {
    return isDigit(byte) ? inExponent : endValue(byte);
  }

  function literal(word: string, index: number): Step {
    return (byte) => {
      const expected = word[index] ?? "";
      if (String.fromCharCode(byte) !== expected) return invalid(byte, `in literal ${word} (expecting ${quote(expected.charCodeAt(0))})`);
      return index === word.length - 1 ? endValue : literal(word, index + 1);
    };
  }

  return {
    feed(byte) {
      const next = step(byte);
      if (typeof next === "string") return next;
      step = next;
      return null;
    },
    // As Go does: one blank more, which completes a number or a word, or shows what is missing.
    end() {
      if (endsTop) return null;
      const next = step(0x20);
      if (endsTop) return null;
      return typeof next === "string" ? next : END;
    },
  };
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

const ESCAPES: Readonly<Record<number, string>> = {
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
  39: "\\'",
  92: "\\\\",
};

/** Go quotes the byte as if it were a character of Latin-1. Behind ASCII it is the first of a sequence: 0xc2 to 0xf4, all printable. */
function quote(byte: number): string {
  const escaped = ESCAPES[byte];
  if (escaped !== undefined) return `'${escaped}'`;
  if (byte < 0x20 || byte === 0x7f) return `'\\x${byte.toString(16).padStart(2, "0")}'`;
  return `'${String.fromCharCode(byte)}'`;
}
