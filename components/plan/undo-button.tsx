"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { queries } from "#lib/client/queries.ts";
import type { Action } from "#lib/contract/plans.ts";
import { usePlanSentence } from "./sentence.ts";

/** Asks for the way back; where there is none, or the console only reads, it says why beside the button. */
export function UndoButton({ action, onUndo }: { action: Pick<Action, "undo">; onUndo: () => void }) {
  const t = useTranslations("plan-view");
  const sentence = usePlanSentence();
  const { data: status } = useQuery(queries.status());
  const id = useId();
  const why = action.undo ? sentence(action.undo) : status?.readOnly ? t("read-only") : null;
  return (
    <span className="inline-flex flex-wrap items-center gap-2 text-12">
      <Button disabled={why !== null} aria-describedby={why === null ? undefined : id} onClick={onUndo}>
        {t("undo")}
      </Button>
      {why !== null && (
        <span id={id} className="text-text2">
          {why}
        </span>
      )}
    </span>
  );
}
