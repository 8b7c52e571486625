"use client";

import { clsx } from "clsx";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { TransitionWhat } from "#components/transition/standing.tsx";
import { TransitionDetails } from "#components/transition/transition-details.tsx";
import { TransitionWhen } from "#components/transition/when.tsx";
import { ConfidenceBadge, TransitionGap, TransitionWhy } from "#components/transition/why.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { Transition } from "#lib/contract/history.ts";

const COLUMNS = ["when", "kind", "from-and-to", "cause", "confidence", "gap"] as const;

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
          <Row
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

function Row({
  transition,
  isOpen,
  onToggle,
  readOnly,
}: {
  transition: Transition;
  isOpen: boolean;
  onToggle: () => void;
  readOnly: boolean;
}) {
  const history = useTranslations("history");
  const t = useTranslations("floating-ip.history");
  const row = useRef<HTMLTableRowElement>(null);
  const details = `transition-${transition.id}-details`;
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
        className="scroll-mt-16"
        // Text that is being marked for a copy is no press.
        onClick={() => getSelection()?.type !== "Range" && onToggle()}
      >
        <th scope="row" className="narrow:whitespace-nowrap">
          <TransitionWhen transition={transition} />
        </th>
        <td>
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? details : undefined}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
            className="inline-flex items-center gap-1 whitespace-nowrap font-semibold"
          >
            <Icon name={isOpen ? "down" : "right"} className="size-3 text-text3" />
            {history(`kinds.${transition.kind}`)}
          </button>
          {transition.acknowledged && (
            <div className="flex items-center gap-1 text-text3">{t("seen-by", { by: transition.acknowledged.by })}</div>
          )}
        </td>
        <td>
          <TransitionWhat transition={transition} />
        </td>
        <td>
          <TransitionWhy transition={transition} />
        </td>
        <td className={CONFIDENCE}>
          <ConfidenceBadge confidence={transition.confidence} />
        </td>
        <td className="narrow:text-right narrow:whitespace-nowrap">
          <span className="text-text3 narrow:sr-only">{t("gap")}: </span>
          <TransitionGap transition={transition} />
        </td>
      </tr>
      {isOpen && (
        <tr id={details}>
          <td colSpan={COLUMNS.length} className="bg-sunken max-narrow:-mx-4! max-narrow:px-4!">
            <TransitionDetails transition={transition} readOnly={readOnly} />
          </td>
        </tr>
      )}
    </>
  );
}
