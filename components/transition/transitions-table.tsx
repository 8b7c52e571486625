"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { useServerNow } from "#components/layout/live.tsx";
import { RowToggle } from "#components/ui/row-toggle.tsx";
import type { Transition } from "#lib/contract/history.ts";
import { TransitionWhat } from "./standing.tsx";
import { TransitionDetails } from "./transition-details.tsx";
import { TransitionWhen } from "./when.tsx";
import { ConfidenceBadge, TransitionGap, TransitionWhy } from "./why.tsx";

const COLUMNS = ["when", "kind", "from-and-to", "cause", "confidence", "gap"] as const;

const NEW_MS = 6_000;

/** The transitions of one address, newest first. The row that is open stands in the URL, or is the caller's affair. */
export function TransitionsTable({
  items,
  open,
  onOpen,
  readOnly = false,
}: {
  items: readonly Transition[];
  open: number | null;
  onOpen: (id: number | null) => void;
  readOnly?: boolean;
}) {
  const t = useTranslations("floating-ip.history");
  return (
    <table className="tbl cards">
      <caption className="sr-only">{t("transitions")}</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col" className={clsx(column === "confidence" && CONFIDENCE, column === "gap" && "text-right!")}>
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((transition) => (
          <TransitionRow
            key={transition.id}
            transition={transition}
            isOpen={transition.id === open}
            onToggle={() => onOpen(transition.id === open ? null : transition.id)}
            readOnly={readOnly}
          />
        ))}
      </tbody>
    </table>
  );
}

const CONFIDENCE = "@max-[44rem]:hidden max-narrow:hidden!";

/** One transition in a table with the columns above; `began` is the loss that it ends, told in the same row. */
export function TransitionRow({
  transition,
  began = null,
  isOpen,
  onToggle,
  readOnly = false,
  withAddress = false,
}: {
  transition: Transition;
  began?: Transition | null;
  isOpen: boolean;
  onToggle: () => void;
  readOnly?: boolean;
  withAddress?: boolean;
}) {
  const history = useTranslations("history");
  const t = useTranslations("floating-ip.history");
  const row = useRef<HTMLTableRowElement>(null);
  const details = `transition-${transition.id}-details`;
  // What came a moment ago is marked, so that an eye that was elsewhere finds it.
  const isNew = useServerNow() - Date.parse(transition.detectedAt) < NEW_MS;
  useEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  return (
    <>
      <tr
        ref={row}
        data-pressable
        data-transition={transition.id}
        aria-selected={isOpen}
        className={clsx("scroll-mt-16", isNew && "bg-selected shadow-[inset_3px_0_var(--accent)]")}
        // Text that is being marked for a copy is no press.
        onClick={() => getSelection()?.type !== "Range" && onToggle()}
      >
        <th scope="row" className="narrow:whitespace-nowrap">
          <TransitionWhen transition={transition} />
        </th>
        {withAddress && (
          <td>
            <Link
              href={`/floating-ips/${encodeURIComponent(transition.ip)}?transition=${transition.id}`}
              onClick={(event) => event.stopPropagation()}
              className="mono break-all"
            >
              {transition.ip}
            </Link>
          </td>
        )}
        <td>
          <RowToggle isOpen={isOpen} controls={isOpen ? details : undefined} onToggle={onToggle}>
            {began && `${history(`kinds.${began.kind}`)}, `}
            {history(`kinds.${transition.kind}`)}
          </RowToggle>
          {isNew && <div className="font-semibold text-accent">{t("new")}</div>}
          {transition.acknowledged && (
            <div className="flex items-center gap-1 text-text3">{t("seen-by", { by: transition.acknowledged.by })}</div>
          )}
        </td>
        <td>
          <TransitionWhat transition={{ from: (began ?? transition).from, to: transition.to }} />
        </td>
        <td>
          <TransitionWhy transition={began ?? transition} />
        </td>
        <td className={CONFIDENCE}>
          <ConfidenceBadge confidence={(began ?? transition).confidence} />
        </td>
        <td className="narrow:text-right narrow:whitespace-nowrap">
          <span className="text-text3 narrow:sr-only">{t("gap")}: </span>
          <TransitionGap transition={transition} />
        </td>
      </tr>
      {isOpen && (
        <tr id={details}>
          <td colSpan={COLUMNS.length + Number(withAddress)} className="bg-sunken max-narrow:-mx-4! max-narrow:px-4!">
            {began && <TransitionDetails transition={began} readOnly={readOnly} />}
            <TransitionDetails transition={transition} readOnly={readOnly} />
          </td>
        </tr>
      )}
    </>
  );
}
