import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

/** What Go made of one value: an error, or the items, and what each one is as an address and as a range, in canonical text. */
export type GoAnswer = {
  readonly items?: readonly string[];
  readonly ips?: readonly (string | null)[];
  readonly cidrs?: readonly (string | null)[];
  readonly error?: string;
};
export type Kept = { readonly values: readonly string[]; readonly answers: readonly GoAnswer[] };

const FILE = path.join(import.meta.dirname, "..", "..", "testdata", "go-json", "answers.json.gz");

export function readKept(): Kept {
  return JSON.parse(gunzipSync(readFileSync(FILE)).toString("utf8")) as Kept;
}

export function writeKept(kept: Kept): void {
  writeFileSync(FILE, gzipSync(JSON.stringify(kept), { level: 9 }));
}

export function hasGo(): boolean {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Asks Go itself. @throws {Error} Where there is no `go`. */
export function askGo(values: readonly string[]): GoAnswer[] {
  const out = execFileSync("go", ["run", "."], { cwd: import.meta.dirname, input: JSON.stringify(values), maxBuffer: 256 * 1024 * 1024 });
  return JSON.parse(out.toString("utf8")) as GoAnswer[];
}
