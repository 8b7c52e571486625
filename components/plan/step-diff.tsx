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
        <table className="w-full border-collapse font-mono text-12">
          <caption className="sr-only">{t("diff-of", { object: label })}</caption>
          {hunks.map((hunk, at) => (
            <tbody
              key={hunk[0]?.before?.line ?? hunk[0]?.after?.line ?? at}
              className={clsx(at > 0 && "border-line2 border-t border-dashed")}
            >
              {(view === "split" ? hunk : unifiedRows(hunk)).map((row) => {
                const key = `${row.before?.line ?? ""} ${row.after?.line ?? ""}`;
                return view === "split" ? <SplitRow key={key} row={row} /> : <UnifiedRow key={key} row={row} />;
              })}
            </tbody>
          ))}
        </table>
      </section>
    </div>
  );
}

const GROUND = { same: "", removed: "bg-badtint", added: "bg-oktint", none: "bg-sunken" } as const;
const MARK = { same: "", removed: "−", added: "+", none: "" } as const;

function UnifiedRow({ row }: { row: DiffRow }) {
  const kind = row.kind === "changed" ? "same" : row.kind;
  return (
    <tr className={GROUND[kind]}>
      <Cells side={row.after ?? row.before} kind={kind} />
    </tr>
  );
}

function SplitRow({ row: { kind, before, after } }: { row: DiffRow }) {
  const left = kind === "same" ? "same" : before ? "removed" : "none";
  const right = kind === "same" ? "same" : after ? "added" : "none";
  return (
    <tr>
      <Cells side={before} kind={left} ground />
      <Cells side={after} kind={right} ground />
    </tr>
  );
}

/** The sign is a word for those who hear the page. */
function Cells({ side, kind, ground = false }: { side: DiffSide | null; kind: keyof typeof GROUND; ground?: boolean }) {
  const t = useTranslations("plan-view");
  const colour = ground && GROUND[kind];
  return (
    <>
      <td className={clsx("w-10 select-none pr-2 text-right align-top text-text3", colour)}>{side?.line}</td>
      <td className={clsx("w-4 select-none align-top", colour)}>
        <span aria-hidden="true">{MARK[kind]}</span>
        {(kind === "added" || kind === "removed") && <span className="sr-only">{t(kind)}</span>}
      </td>
      <td className={clsx("whitespace-pre-wrap pr-4 align-top [overflow-wrap:anywhere]", ground && "w-1/2", colour)}>{side?.text}</td>
    </>
  );
}
