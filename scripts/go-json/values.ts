/** Annotation values of all kinds, the same for the same seed. */

const COUNT = 10_000;

export function annotationValues(seed = 20_260_829): string[] {
  const random = mulberry32(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0];

  const octet = () =>
    pick([String(below(256)), String(below(256)), String(below(256)), `0${below(100)}`, String(below(1000)), "0", "255", "256", "00", ""]);
  const ipv4 = () =>
    (below(6) > 0 ? Array.from({ length: 4 }, () => String(below(256))) : Array.from({ length: pick([4, 4, 4, 3, 5]) }, octet)).join(".");
  const group = () =>
    pick([
      below(65_536).toString(16),
      below(16).toString(16),
      "0",
      "0000",
      "ffff",
      "FFFF",
      below(65_536).toString(16).padStart(4, "0"),
      "00005",
      "g",
      "",
    ]);
  const ipv6 = () => {
    const left = Array.from({ length: below(9) }, group).join(":");
    const right = Array.from({ length: below(8) }, group).join(":");
    return pick([
      `${left}::${right}`,
      `fd00::${below(65_536).toString(16)}`,
      left,
      `::ffff:${ipv4()}`,
      `::${ipv4()}`,
      `${left}:${ipv4()}`,
      `2001:DB8::${group()}`,
      `${left}::${right}::`,
    ]);
  };
  const decorated = (address: string) =>
    pick([
      address,
      address,
      address,
      ` ${address}`,
      `${address} `,
      `${address}/${pick([String(below(140)), String(below(33)), "32", "128", "032", "0", "", "+8", "24/2", "24 "])}`,
      `${address}%eth0`,
      `[${address}]`,
      `${address}:80`,
      `${address}\n`,
    ]);
  const word = () => pick(["", "foo", "web.example.com", "10", "null", "π", "🛟", "\u0000", "\u2028", '"', "\\", "\t", "é"]);
  const item = () => decorated(pick([ipv4, ipv4, ipv4, ipv6, ipv6, ipv6, word])());
  const scalar = (): unknown => pick<unknown>([null, true, false, below(1000), -1.5, 1e21, item(), { a: item() }, [item()], {}, []]);
  const space = () => pick(["", "", "", "", "", "", "", "", "", "", "", "", " ", "\n", "\t", "\r\n", "\u00a0", "\v"]);

  const list = () =>
    `${space()}[${space()}${Array.from({ length: below(6) }, () => quoted(item(), below)).join(`${space()},${space()}`)}${space()}]${space()}`;
  const mixed = () => JSON.stringify(Array.from({ length: 1 + below(4) }, () => (below(2) ? item() : scalar())));
  const number = () => pick(["0", "-", "-0", "01", "1.", "1.e5", "1e", "1e+", "1E-7", "-1.25e3", "0x1", ".5", "+1", "Infinity"]);
  const literal = () => pick(["true", "false", "null", "tru", "nul", "nulL", "fals", "truee", "null null", "undefined", "NaN"]);
  const mutated = () => {
    const base = pick([list, mixed])();
    const at = below(base.length + 1);
    const noise = pick(['"', ",", "]", "[", "{", "}", ":", "'", "\\", "\u0001", "\u007f", "é", "\u0085", "\u00ad", "x", "5", " ", ""]);
    return pick([
      base.slice(0, at),
      base.slice(0, at) + noise + base.slice(at),
      base.slice(0, at) + noise + base.slice(at + 1),
      base.slice(0, at) + base.slice(at + 1),
    ]);
  };
  const escaped = () =>
    `["${pick(["\\u0031", "\\ud83d\\udef2", "\\ud800", "\\udc00x", "\\ud800\\ud800", "\\u12g4", "\\x", "\\/", "\\b\\f", "\\u00", "\\"])}${ipv4()}"]`;
  const nested = () => {
    const depth = pick([2, 5, 50, 9_999, 10_000, 10_001]);
    return "[".repeat(depth) + (below(2) ? "]".repeat(depth) : "");
  };

  const rare = new Set([17, 4_217, 8_017]);
  return Array.from({ length: COUNT }, (_, index) =>
    rare.has(index)
      ? nested()
      : pick([list, list, list, list, list, list, mixed, mutated, mutated, escaped, number, literal, () => JSON.stringify(scalar())])(),
  );
}

/** A JSON string in one of the spellings that mean the same. */
function quoted(text: string, below: (limit: number) => number): string {
  const plain = JSON.stringify(text);
  return below(10) > 0
    ? plain
    : `"${[...text].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"`;
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
