"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Moment } from "#components/layout/words.tsx";
import { Button } from "#components/ui/button.tsx";
import type { NotesText } from "#lib/client/history-mutations.ts";
import type { Notes } from "#lib/contract/history.ts";
import { mergedNotes } from "./merge-notes.ts";

/** Two people wrote the same notes: both texts, side by side, and what to make of them. */
export function NotesConflict({ theirs, mine, onChoose }: { theirs: Notes | null; mine: NotesText; onChoose: (notes: NotesText) => void }) {
  const t = useTranslations("notes");
  const box = useRef<HTMLElement>(null);
  // The button that led here is below it.
  useEffect(() => {
    box.current?.scrollIntoView({ block: "center" });
  }, []);
  return (
    <section ref={box} role="alert" aria-label={t("conflict")} className="@container rounded-control border border-warn p-3">
      <p className="font-semibold text-13 text-warn">{t("conflict")}</p>
      <p>
        {theirs
          ? t.rich("conflict-so", { by: theirs.updatedBy, moment: () => <Moment at={theirs.updatedAt} aged={false} /> })
          : t("conflict-gone")}
      </p>
      <div className="mt-2 grid gap-3 @[16rem]:grid-cols-2">
        {theirs && (
          <Side title={t("theirs")} notes={theirs} other={mine}>
            <Button small onClick={() => onChoose(theirs)}>
              {t("take-theirs")}
            </Button>
          </Side>
        )}
        <Side title={t("mine")} notes={mine} other={theirs}>
          <Button small onClick={() => onChoose(mine)}>
            {t("take-mine")}
          </Button>
        </Side>
      </div>
      {theirs && (
        <p className="mt-2">
          <Button small onClick={() => onChoose(mergedNotes(theirs, mine))}>
            {t("merge")}
          </Button>
        </p>
      )}
    </section>
  );
}

function Side({ title, notes, other, children }: { title: string; notes: NotesText; other: NotesText | null; children: React.ReactNode }) {
  const t = useTranslations("notes");
  return (
    <div className="min-w-0">
      <h3 className="font-semibold">{title}</h3>
      <dl className="mb-2">
        {(["owner", "text", "runbook"] as const).map((field) => (
          <div key={field} className={notes[field] === other?.[field] ? "text-text3" : "bg-warntint"}>
            <dt className="text-text3">{t(field)}</dt>
            <dd className="whitespace-pre-wrap break-words">{notes[field] || t("empty")}</dd>
          </div>
        ))}
      </dl>
      {children}
    </div>
  );
}
