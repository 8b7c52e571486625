import type { ProblemCode } from "#lib/contract/problem.ts";
import type { Facts } from "#lib/domain/reason.ts";

/** An expected failure. `message` is English and shown to the reader; `cause` is logged and never sent. */
export class ConsoleError extends Error {
  override readonly name: string = "ConsoleError";
  readonly code: ProblemCode;
  readonly facts: Facts;

  constructor(code: ProblemCode, message: string, options: { facts?: Facts; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
  }
}
