import type { Target, TargetObjects } from "#lib/domain/plan/plan.ts";

/** Reads what a plan is about, at once and from the API server: what is watched keeps of a pod without a claim only its address. */
export type TargetReader = {
  /**
   * @returns No workload and no pods where there is no such object.
   * @throws {ConsoleError} `forbidden`, `cluster-unreachable`.
   */
  read(target: Target): Promise<TargetObjects>;
};
