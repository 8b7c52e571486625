import type { Problem, ProblemCode } from "#lib/contract/problem.ts";
import type { Facts } from "#lib/domain/reason.ts";

type Shown = Pick<Problem, "current" | "sent" | "errors">;

/** An expected failure. `message` is English and shown to the reader; `cause` is logged and never sent. */
export class ConsoleError extends Error {
  override readonly name: string = "ConsoleError";
  readonly code: ProblemCode;
  readonly facts: Facts;
  /** What the answer shows beside it. */
  readonly shown: Shown;

  constructor(code: ProblemCode, message: string, options: { facts?: Facts; shown?: Shown; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.facts = options.facts ?? {};
    this.shown = options.shown ?? {};
  }
}
