import type * as z from "zod/mini";
import { Problem } from "#lib/contract/problem.ts";

/** A failed call, with the server's problem document. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

const UNREADABLE: Problem = {
  type: "about:blank",
  title: "internal",
  status: 500,
  code: "internal",
  detail: "The answer of the console cannot be read.",
};

export async function getJson<S extends z.ZodMiniType>(path: string, schema: S, init: RequestInit = {}): Promise<z.output<S>> {
  const response = await fetch(path, { headers: { accept: "application/json" }, ...init });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw new ProblemError(Problem.safeParse(body).data ?? { ...UNREADABLE, status: response.status });
  return schema.parse(body);
}

export function postJson<S extends z.ZodMiniType>(path: string, body: unknown, schema: S, init: RequestInit = {}): Promise<z.output<S>> {
  return getJson(path, schema, {
    ...init,
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
}
