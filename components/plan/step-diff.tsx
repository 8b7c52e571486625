"use client";

import { clsx } from "clsx";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Segmented } from "#components/ui/segmented.tsx";
import { type DiffRow, type DiffSide, diffHunks, unifiedRows } from "./diff-rows.ts";

type View = "unified" | "split";

/** What differs between the object as the server has it and as it would store it. */
export function StepDiff({ diff, label }: { diff: string; label: string }) {
  const t = useTranslations("plan-view");
  const [view, setView] = useState<View>("unified");
  const hunks = diffHunks(diff);
  if (hunks.length === 0) return <p className="px-4 py-2 text-12 text-text2">{t("no-difference")}</p>;
  return (
    <div>
      <p className="flex justify-end px-4 pt-2 max-narrow:hidden">
        <Segmented
          label={t("diff-view")}
          options={[
            { value: "unified", label: t("unified") },
            { value: "split", label: t("side-by-side") },
          ]}
          value={view}
          onChange={setView}
        />
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={t("diff-of", { object: label })} className="max-h-96 overflow-auto py-1">
        {hunks.map((hunk, at) => (
          <div
            key={hunk[0]?.before?.line ?? hunk[0]?.after?.line ?? at}
            className={clsx("font-mono text-12", at > 0 && "border-line2 border-t border-dashed")}
          >
            {(view === "split" ? hunk : unifiedRows(hunk)).map((row) => {
              const key = `${row.before?.line ?? ""} ${row.after?.line ?? ""}`;
              return view === "split" ? <SplitLine key={key} row={row} /> : <UnifiedLine key={key} row={row} />;
            })}
          </div>
        ))}
      </section>
    </div>
  );
}

const GROUND = { same: "", removed: "bg-badtint", added: "bg-oktint", none: "bg-sunken" } as const;
const MARK = { same: "", removed: "−", added: "+", none: "" } as const;

function UnifiedLine({ row }: { row: DiffRow }) {
  const kind = row.kind === "changed" ? "same" : row.kind;
  return <Line side={row.after ?? row.before} kind={kind} />;
}

function SplitLine({ row: { kind, before, after } }: { row: DiffRow }) {
  return (
    <div className="grid grid-cols-2">
      <Line side={before} kind={kind === "same" ? "same" : before ? "removed" : "none"} />
      <Line side={after} kind={kind === "same" ? "same" : after ? "added" : "none"} />
    </div>
  );
}

/** The sign is a word for those who hear the page. */
function Line({ side, kind }: { side: DiffSide | null; kind: keyof typeof GROUND }) {
  const t = useTranslations("plan-view");
  return (
    <div className={clsx("grid grid-cols-[2.5rem_1rem_minmax(0,1fr)] pr-4", GROUND[kind])}>
      <span className="select-none pr-2 text-right text-text3">{side?.line}</span>
      <span className="select-none">
        <span aria-hidden="true">{MARK[kind]}</span>
        {(kind === "added" || kind === "removed") && <span className="sr-only">{t(kind)}</span>}
      </span>
      <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">{side?.text}</span>
    </div>
  );
}
