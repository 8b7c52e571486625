import type { Write } from "#lib/cluster/writer.ts";
import { type Outcome, outcomeOf } from "#lib/contract/outcome.ts";
import type { Intent } from "#lib/contract/plan-questions.ts";
import type { Action, ActionStep, Plan, PlanStep } from "#lib/contract/plans.ts";

/** A step as it is looked at, with the write that it stands for. */
export type PlannedStep = {
  readonly shown: PlanStep;
  readonly write: Write;
  /** The object as it was when the plan was made; `null` for one that is created. */
  readonly before: unknown;
};

/** A plan that can be applied: what the reader saw, and what will be sent. */
export type HeldPlan = {
  readonly plan: Plan;
  readonly intent: Intent | UndoIntent;
  readonly steps: readonly PlannedStep[];
  /** How long Calico's rules may take to give what was forecast: longer where pods must be made anew. */
  readonly settleMs: number;
};

export type UndoIntent = { readonly action: "undo"; readonly of: string };

/** What is stored of a step: enough to say after a crash what it did, and to take it back. */
export type StepRecord = ActionStep & { readonly write: Write; readonly before: unknown };

/** An action as it is stored: what was meant, before the first write, and each result, after it. */
export type ActionRecord = Omit<Action, "steps" | "undo"> & {
  readonly steps: readonly StepRecord[];
  /** Milliseconds: until when the process that runs it is believed to be alive. */
  readonly leaseUntil: number;
};

/** What an action is found by, beside what it is. */
export function outcomeOfRecord(record: ActionRecord): Outcome {
  return outcomeOf(record);
}

/** Which actions: all that are named hold. Times are milliseconds. */
export type ActionQuery = {
  readonly actions?: readonly string[] | undefined;
  readonly by?: string | undefined;
  readonly states?: readonly Action["state"][] | undefined;
  readonly outcomes?: readonly Outcome[] | undefined;
  /** Began at or after. */
  readonly from?: number | undefined;
  /** Began before. */
  readonly to?: number | undefined;
  /** The last of the page before; `null` for the first page. */
  readonly before: Pick<Action, "startedAt" | "id"> | null;
  readonly limit: number;
};

/** Where actions are kept. `put` has survived the loss of power when it resolves. */
export type ActionStore = {
  put(record: ActionRecord): Promise<void>;
  get(id: string): Promise<ActionRecord | null>;
  /** Newest first. */
  list(query: ActionQuery): Promise<readonly ActionRecord[]>;
  /** Those whose state is `running`. */
  running(): Promise<readonly ActionRecord[]>;
};
