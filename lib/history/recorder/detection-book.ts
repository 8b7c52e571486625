import type { ClusterView } from "#lib/domain/cluster-view.ts";
import type { DetectionDraft } from "#lib/domain/history/transition.ts";
import type { Revision } from "./revision.ts";
import type { HistoryRules } from "./rules.ts";

export type OpenDetection = DetectionDraft & { readonly from: number };

/** What is wrong with each address now, and since when. */
export type DetectionBook = {
  open(): readonly OpenDetection[];
  begin(open: readonly OpenDetection[]): void;
  compare(view: ClusterView, ips: readonly string[], at: number): Pick<Revision, "opened" | "closed">;
};

export function createDetectionBook(rules: Pick<HistoryRules, "openDetectionsOf">): DetectionBook {
  let byIp = new Map<string, ReadonlyMap<string, OpenDetection>>();

  return {
    open: () => [...byIp.values()].flatMap((open) => [...open.values()]),
    begin(open) {
      byIp = new Map([...Map.groupBy(open, ({ ip }) => ip)].map(([ip, list]) => [ip, new Map(list.map((one) => [keyOf(one), one]))]));
    },
    compare(view, ips, at) {
      const opened: OpenDetection[] = [];
      const closed: Revision["closed"][number][] = [];
      for (const ip of ips) {
        const before = byIp.get(ip);
        const found = view.assessments.has(ip) ? rules.openDetectionsOf(view, ip) : [];
        if (!before && found.length === 0) continue;
        const after = new Map<string, OpenDetection>();
        for (const draft of found) {
          const key = keyOf(draft);
          const was = before?.get(key);
          after.set(key, was ?? { ...draft, from: at });
          if (!was) opened.push({ ...draft, from: at });
        }
        for (const [key, { kind, subject }] of before ?? []) if (!after.has(key)) closed.push({ ip, kind, subject, to: at });
        if (after.size > 0) byIp.set(ip, after);
        else byIp.delete(ip);
      }
      return { opened, closed };
    },
  };
}

function keyOf({ kind, subject }: Pick<DetectionDraft, "kind" | "subject">): string {
  return `${kind} ${subject}`;
}
