import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** Every path that a document names in backquotes or as a link target must exist. */
const ROOT_DOCS = ["README.md", "AGENTS.md", "CONTRIBUTING.md", "CHANGELOG.md"];
const OURS = /^(app|bench|components|demo|deploy|docs|e2e|lib|messages|public|scripts|testdata)\//;

const docs = [
  ...ROOT_DOCS,
  ...(await readdir("docs", { recursive: true })).filter((name) => name.endsWith(".md")).map((name) => path.join("docs", name)),
];
const missing: string[] = [];
let checked = 0;

for (const doc of docs.filter((name) => existsSync(name))) {
  const text = await readFile(doc, "utf8");
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map((match) => match[1] ?? "").filter((name) => OURS.test(name));
  const linked = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1] ?? "")
    .filter((target) => !/^[a-z]+:/.test(target));
  const targets = [...quoted.map((name) => path.normalize(name)), ...linked.map((target) => path.join(path.dirname(doc), target))];
  for (const target of targets) {
    // Patterns such as `lib/domain/*.ts` name a kind of file, not one.
    if (/[*<{[]/.test(target)) continue;
    checked += 1;
    if (!existsSync(target)) missing.push(`${doc}: ${target}`);
  }
}

console.log(`${checked} references checked`);
for (const line of missing) console.error(`missing: ${line}`);
process.exit(missing.length > 0 || checked === 0 ? 1 : 0);
