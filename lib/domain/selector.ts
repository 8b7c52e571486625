/** The selector language of Calico, as far as labels of a Node go. */

export type Selector =
  | { readonly ok: true; matches(labels: Readonly<Record<string, string>>): boolean }
  | { readonly ok: false; readonly error: string };
type Node = (labels: Readonly<Record<string, string>>) => boolean;

const TOKEN =
  /\s*(?:(\|\||&&|==|!=|!|\(|\)|\{|\}|,)|(all\(\)|global\(\))|has\(\s*([^)\s]+)\s*\)|(contains|starts with|ends with|not in|in)\b|"([^"]*)"|'([^']*)'|([A-Za-z0-9_./-]+))/y;

type Token =
  | { readonly kind: "sign" | "everything" | "word" | "text" | "label"; readonly text: string }
  | { readonly kind: "has"; readonly text: string };

/**
 * Reads a selector, e.g. `has(role) && zone in {"a", "b"}`, `all()`.
 *
 * @returns A value also for a text that cannot be read: one bad selector must not take the others down.
 * @see projectcalico/calico v3.32.1 libcalico-go/lib/selector/parser/parser.go, `Parse`
 */
export function parseSelector(text: string): Selector {
  if (text.trim() === "") return { ok: true, matches: () => true };
  try {
    const matches = createParser(tokensOf(text)).parseAll();
    return { ok: true, matches };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

/** @returns `null` when the selector cannot be read. */
export function matchesSelector(text: string, labels: Readonly<Record<string, string>>): boolean | null {
  const selector = parseSelector(text);
  return selector.ok ? selector.matches(labels) : null;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== "") {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) throw new Error(`cannot read ${JSON.stringify(text.slice(from))}`);
    const [, sign, everything, has, word, double, single, label] = found;
    if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (everything !== undefined) tokens.push({ kind: "everything", text: everything });
    else if (has !== undefined) tokens.push({ kind: "has", text: has });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (label !== undefined) tokens.push({ kind: "label", text: label });
    else tokens.push({ kind: "text", text: double ?? single ?? "" });
  }
  return tokens;
}

function createParser(tokens: readonly Token[]): { parseAll(): Node } {
  let at = 0;
  const peek = () => tokens[at];
  const isSign = (text: string) => peek()?.kind === "sign" && peek()?.text === text;
  const take = (kind: Token["kind"], text?: string): Token => {
    const token = tokens[at];
    if (!token || token.kind !== kind || (text !== undefined && token.text !== text))
      throw new Error(`expected ${text ?? kind}, found ${token?.text ?? "the end"}`);
    at += 1;
    return token;
  };

  function or(): Node {
    const left = and();
    if (!isSign("||")) return left;
    take("sign");
    const right = or();
    return (labels) => left(labels) || right(labels);
  }

  function and(): Node {
    const left = operation();
    if (!isSign("&&")) return left;
    take("sign");
    const right = and();
    return (labels) => left(labels) && right(labels);
  }

  function operation(): Node {
    if (isSign("!")) {
      take("sign");
      const inner = operation();
      return (labels) => !inner(labels);
    }
    if (isSign("(")) {
      take("sign");
      const inner = or();
      take("sign", ")");
      return inner;
    }
    const token = peek();
    if (token?.kind === "everything") {
      at += 1;
      return () => true;
    }
    if (token?.kind === "has") {
      at += 1;
      return (labels) => token.text in labels;
    }
    return comparison(take("label").text);
  }

  function comparison(label: string): Node {
    const operator = tokens[at];
    at += 1;
    if (operator?.kind === "sign" && (operator.text === "==" || operator.text === "!=")) {
      const { text } = take("text");
      return operator.text === "==" ? (labels) => labels[label] === text : (labels) => labels[label] !== text;
    }
    if (operator?.kind !== "word") throw new Error(`expected an operator after ${label}`);
    if (operator.text === "in" || operator.text === "not in") {
      const values = set();
      return operator.text === "in" ? (labels) => values.has(labels[label] ?? "\0") : (labels) => !values.has(labels[label] ?? "\0");
    }
    const { text } = take("text");
    if (operator.text === "contains") return (labels) => labels[label]?.includes(text) ?? false;
    return operator.text === "starts with"
      ? (labels) => labels[label]?.startsWith(text) ?? false
      : (labels) => labels[label]?.endsWith(text) ?? false;
  }

  function set(): ReadonlySet<string> {
    take("sign", "{");
    const values = new Set<string>();
    while (!isSign("}")) {
      values.add(take("text").text);
      if (isSign(",")) take("sign");
      else break;
    }
    take("sign", "}");
    return values;
  }

  return {
    parseAll() {
      const root = or();
      if (at < tokens.length) throw new Error(`unexpected ${tokens[at]?.text}`);
      return root;
    },
  };
}
