"use client";

import { clsx } from "clsx";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Moment, useSentence } from "#components/layout/words.tsx";
import { TransitionRow } from "#components/transition/transitions-table.tsx";
import { TransitionWhen } from "#components/transition/when.tsx";
import { TransitionWhy } from "#components/transition/why.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { RowToggle } from "#components/ui/row-toggle.tsx";
import { addressesOf, type HistoryRow, type Move } from "./rows.ts";

const COLUMNS = ["when", "address", "kind", "from-and-to", "cause", "confidence", "gap"] as const;

/** Everything that moved, newest first, with the times in which nobody looked among it. */
export function HistoryTable({
  rows,
  open,
  onOpen,
}: {
  rows: readonly HistoryRow[];
  open: number | null;
  onOpen: (id: number | null) => void;
}) {
  const t = useTranslations("history-page");
  return (
    <table className="tbl cards">
      <caption className="sr-only">{t("transitions")}</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th
              key={column}
              scope="col"
              className={clsx(column === "confidence" && "@max-[44rem]:hidden max-narrow:hidden!", column === "gap" && "text-right!")}
            >
              {t(`columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          if (row.kind === "move") return <MoveRow key={row.key} move={row.move} open={open} onOpen={onOpen} />;
          if (row.kind === "group") return <GroupRows key={row.key} row={row} open={open} onOpen={onOpen} />;
          return <BlindRow key={row.key} row={row} />;
        })}
      </tbody>
    </table>
  );
}

function MoveRow({ move: { transition, began }, open, onOpen }: { move: Move; open: number | null; onOpen: (id: number | null) => void }) {
  const isOpen = transition.id === open || (began !== null && began.id === open);
  return (
    <TransitionRow
      transition={transition}
      began={began}
      isOpen={isOpen}
      onToggle={() => onOpen(isOpen ? null : transition.id)}
      withAddress
    />
  );
}

/** One cause that moved many addresses, or one address that moved many times: a row that opens to its own. */
function GroupRows({
  row: { why, moves },
  open,
  onOpen,
}: {
  row: Extract<HistoryRow, { kind: "group" }>;
  open: number | null;
  onOpen: (id: number | null) => void;
}) {
  const t = useTranslations("history-page");
  const holdsOpen = moves.some(({ transition }) => transition.id === open);
  const [isShown, setShown] = useState(false);
  const [newest] = moves;
  if (!newest) return null;
  const addresses = addressesOf(moves);
  return (
    <>
      <tr data-pressable aria-selected={isShown} onClick={() => getSelection()?.type !== "Range" && setShown(!isShown)}>
        <th scope="row" className="narrow:whitespace-nowrap">
          <TransitionWhen transition={newest.transition} />
        </th>
        <td>{why === "incident" ? t("addresses", { count: addresses.length }) : <span className="mono">{addresses[0]}</span>}</td>
        <td colSpan={2}>
          <RowToggle isOpen={isShown || holdsOpen} onToggle={() => setShown(!isShown)}>
            {t(`group.${why}`, { count: moves.length })}
          </RowToggle>
        </td>
        <td colSpan={3}>
          <TransitionWhy transition={newest.began ?? newest.transition} />
        </td>
      </tr>
      {(isShown || holdsOpen) && moves.map((move) => <MoveRow key={move.transition.id} move={move} open={open} onOpen={onOpen} />)}
    </>
  );
}

function BlindRow({ row: { from, to, spans } }: { row: Extract<HistoryRow, { kind: "blind" }> }) {
  const t = useTranslations("history-page");
  const sentence = useSentence("history.blind");
  const lists = new Intl.ListFormat(useLocale());
  const [first] = spans;
  if (!first) return null;
  const source = spans.length === 1 ? first.source : lists.format(spans.map((span) => span.source));
  return (
    <tr className="stale-ground">
      <td colSpan={COLUMNS.length}>
        <span className="inline-flex flex-wrap items-center gap-x-2 rounded-badge bg-surface px-2 text-text2">
          <Icon name="unknown" className="size-3.5 text-unk" />
          <span className="font-semibold">
            {t.rich(to === null ? "blind-open" : "blind", {
              begin: () => <Moment at={from} aged={false} zoned={false} />,
              end: () => (to === null ? null : <Moment at={to} aged={false} />),
            })}
          </span>
          {sentence({ code: first.code, facts: { source }, text: first.reason })}
        </span>
      </td>
    </tr>
  );
}
