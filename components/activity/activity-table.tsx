"use client";

import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Moment } from "#components/layout/words.tsx";
import { OutcomeBadge } from "#components/plan/action-progress.tsx";
import { RowToggle } from "#components/ui/row-toggle.tsx";
import type { Action } from "#lib/contract/plans.ts";
import { ActionDetails } from "./action-details.tsx";
import { useWhat } from "./use-what.ts";

const COLUMNS = ["when", "what-column", "by", "result"] as const;

/** Newest first. A row opens what it wrote, what came of it, and the way back. */
export function ActivityTable({
  items,
  open,
  onOpen,
}: {
  items: readonly Action[];
  open: string | null;
  onOpen: (id: string | null) => void;
}) {
  const t = useTranslations("activity");
  return (
    <table className="tbl cards">
      <caption className="sr-only">{t("title")}</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((action) => (
          <Row key={action.id} action={action} isOpen={action.id === open} onToggle={() => onOpen(action.id === open ? null : action.id)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ action, isOpen, onToggle }: { action: Action; isOpen: boolean; onToggle: () => void }) {
  const what = useWhat();
  const t = useTranslations("activity");
  const row = useRef<HTMLTableRowElement>(null);
  const details = `action-${action.id}`;
  useEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  return (
    <>
      <tr
        ref={row}
        data-pressable
        aria-selected={isOpen}
        className="scroll-mt-16"
        // Text that is being marked for a copy is no press.
        onClick={() => getSelection()?.type !== "Range" && onToggle()}
      >
        <th scope="row" className="narrow:whitespace-nowrap">
          <Moment at={action.startedAt} />
        </th>
        <td>
          <RowToggle isOpen={isOpen} controls={isOpen ? details : undefined} onToggle={onToggle}>
            {what(action)}
          </RowToggle>
          {action.undoneBy !== null && <div className="text-text3">{t("undone")}</div>}
        </td>
        <td className="break-all">
          <span className="text-text3 narrow:sr-only">{t("by")}: </span>
          {action.by}
        </td>
        <td>
          <OutcomeBadge action={action} />
        </td>
      </tr>
      {isOpen && (
        <tr id={details}>
          <td colSpan={COLUMNS.length} className="bg-sunken max-narrow:-mx-4! max-narrow:px-4!">
            <ActionDetails action={action} />
          </td>
        </tr>
      )}
    </>
  );
}
