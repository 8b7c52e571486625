import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { readPlaywright, readVitest } from "./test-reports.ts";

async function saved(report: object): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), "buoy-report-")), "report.json");
  await writeFile(file, JSON.stringify(report));
  return file;
}

const ERROR = "\u001b[31mError: expected 1\u001b[39m\n\n  to be 2\n    at /there/a.ts:1:1";
const TOLD = "\n    Error: expected 1\n    to be 2";

test("of vitest: what failed, what was only tried again, and a file that did not run, each with the first lines of why", async () => {
  const file = await saved({
    numPassedTests: 2,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [
      {
        name: path.resolve("lib/a.test.ts"),
        status: "failed",
        message: "",
        assertionResults: [
          { status: "passed", fullName: "well", failureMessages: [] },
          { status: "passed", fullName: "again", failureMessages: [ERROR] },
          { status: "failed", fullName: "not", failureMessages: [ERROR] },
        ],
      },
      { name: path.resolve("lib/b.test.ts"), status: "failed", message: ERROR, assertionResults: [] },
    ],
  });
  expect(await readVitest(file)).toEqual({
    passed: 2,
    failed: 1,
    skipped: 2,
    failures: [`lib/a.test.ts › not${TOLD}`, `lib/b.test.ts › did not run${TOLD}`],
    flaky: [`lib/a.test.ts › again${TOLD}`],
  });
});

test("of Playwright: the same, in suites within suites", async () => {
  const spec = (title: string, line: number, status: string, ...messages: string[]) => ({
    title,
    line,
    file: "demo/a.spec.ts",
    tests: [{ status, results: [...messages.map((message) => ({ error: { message } })), ...(status === "unexpected" ? [] : [{}])] }],
  });
  const inner = { specs: [spec("again", 5, "flaky", ERROR), spec("not", 9, "unexpected", ERROR, ERROR)] };
  const file = await saved({
    stats: { expected: 1, unexpected: 1, flaky: 1, skipped: 0 },
    suites: [{ specs: [spec("well", 1, "expected")], suites: [inner] }],
  });
  expect(await readPlaywright(file)).toEqual({
    passed: 2,
    failed: 1,
    skipped: 0,
    failures: [`e2e/demo/a.spec.ts:9 › not${TOLD}`],
    flaky: [`e2e/demo/a.spec.ts:5 › again${TOLD}`],
  });
});
