import type { FloatingIpAssessment } from "#lib/domain/assessment.ts";
import type { ClusterView } from "#lib/domain/cluster-view.ts";
import type { DetectionDraft, LastKnown, Standing, TransitionDraft, Window } from "#lib/domain/history/transition.ts";
import type { ClusterSnapshot, RecordChange } from "#lib/domain/snapshot.ts";

/** What a floating IP is judged by, once two of its standings differ. */
export type Question<M> = {
  readonly ip: string;
  readonly before: LastKnown | null;
  readonly to: Standing;
  readonly window: Window;
  readonly at: number;
  /** Nobody looked for a part of the window. */
  readonly isBlind: boolean;
  readonly view: ClusterView;
  readonly changes: readonly RecordChange[];
  readonly memory: M;
  readonly ownActions: readonly [];
};

type Noting = { note(changes: readonly RecordChange[], at: number): void };

/** The decisions of `lib/domain/history`, as the recorder uses them. */
export type HistoryRules<M extends Noting = Noting> = {
  /** @returns `null` when it is not known. */
  standingOf(snapshot: ClusterSnapshot, assessment: FloatingIpAssessment | undefined): Standing | null;
  createMemory(): M;
  /** @returns `null` when the two are no different. */
  judgeTransition(question: Question<M>): TransitionDraft | null;
  lastKnownAfter(before: LastKnown | null, draft: TransitionDraft): Omit<LastKnown, "lastTransitionId">;
  /** What an address is known as that was there when history began. */
  firstKnown(ip: string, standing: Standing, since: Window): Omit<LastKnown, "lastTransitionId">;
  openDetectionsOf(view: ClusterView, ip: string): readonly DetectionDraft[];
};
