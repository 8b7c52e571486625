import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** What a suite's own report says: how many, and of each that failed its name and why. */
export type Report = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly string[];
  /** Failed once, and passed when tried again. */
  readonly flaky: readonly string[];
};

type VitestReport = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
};

type PlaywrightSuite = {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly title: string;
    readonly file: string;
    readonly line: number;
    readonly tests: readonly { readonly status: string; readonly results: readonly { readonly error?: { readonly message?: string } }[] }[];
  }[];
};

type PlaywrightReport = {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number; readonly skipped: number };
  readonly suites: readonly PlaywrightSuite[];
};

export async function readVitest(file: string): Promise<Report> {
  const report = (await readJson(file)) as VitestReport;
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === "failed");
    if (tests.length === 0) return status === "failed" ? [failure(name, "did not run", message)] : [];
    return tests.map((test) => failure(name, test.fullName, test.failureMessages?.[0]));
  });
  const flaky = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === "passed" && failureMessages?.length)
      .map(({ fullName, failureMessages }) => failure(name, fullName, failureMessages?.[0])),
  );
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped, failures, flaky };
}

export async function readPlaywright(file: string): Promise<Report> {
  const { stats, suites } = (await readJson(file)) as PlaywrightReport;
  const specs = (suite: PlaywrightSuite): PlaywrightSuite["specs"] => [...suite.specs, ...(suite.suites ?? []).flatMap(specs)];
  const told = (of: "unexpected" | "flaky") =>
    suites.flatMap(specs).flatMap(({ file, line, title, tests }) => {
      const ended = tests.filter(({ status }) => status === of);
      const errors = ended.flatMap(({ results }) => results.flatMap(({ error }) => error?.message ?? []));
      return ended.length > 0 ? [failure(`e2e/${file}:${line}`, title, errors[0])] : [];
    });
  const passed = stats.expected + stats.flaky;
  return { passed, failed: stats.unexpected, skipped: stats.skipped, failures: told("unexpected"), flaky: told("flaky") };
}

/** The first lines of why: a log is often kept from its end only. */
function failure(file: string, test: string, message: string | undefined): string {
  const why = stripVTControlCharacters(message ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("at "))
    .slice(0, 6);
  return [`${relative(process.cwd(), resolve(file))} › ${test}`, ...why.map((line) => `    ${line}`)].join("\n");
}

async function readJson(file: string): Promise<unknown> {
  if (!existsSync(file)) throw new Error(`${file} was not written`);
  return JSON.parse(await readFile(file, "utf8"));
}
