"use client";

import { clsx } from "clsx";
import { memo, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { usePrinting } from "#components/ui/use-printing.ts";
import { formatAddress } from "#lib/domain/address.ts";
import type { Family } from "#lib/domain/assessment.ts";
import { BlockCells } from "./block-cells.tsx";
import { Count } from "./count.tsx";
import { type BlockRow, type GapRow, type Row, rowAt } from "./rows.ts";

/** A column that is left out must keep its place, or what spans all columns makes the others narrow. */
const NOT_NARROW = "max-narrow:w-0 max-narrow:overflow-hidden max-narrow:whitespace-nowrap max-narrow:px-0! max-narrow:text-[0px]!";
const ONLY_WIDE = "max-wide:w-0 max-wide:overflow-hidden max-wide:whitespace-nowrap max-wide:px-0! max-wide:text-[0px]!";
/** Rows that go on paper. */
const PRINTED = 2_000;
const ROW = 36;
const HEAD = 33;
const AROUND = 6;
const MAX_HEIGHT = 540;

type Props = {
  readonly rows: readonly Row[];
  readonly family: Family;
  /** The chosen address. */
  readonly value: bigint | null;
  readonly changed: ReadonlyMap<string, number>;
  readonly onPick: (ip: string) => void;
};

/** All blocks with the free gaps between them. Only the rows in view are in the page; readers are told how many there are. */
export const BlockTable = memo(function BlockTable({ rows, family, value, changed, onPick }: Props) {
  const t = useTranslations("addresses");
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const height = Math.min(MAX_HEIGHT, HEAD + rows.length * ROW);
  const isPrinting = usePrinting();
  const from = isPrinting ? 0 : Math.max(0, Math.floor(top / ROW) - AROUND);
  const to = Math.min(rows.length, isPrinting ? PRINTED : Math.ceil((top + height) / ROW) + AROUND);
  const chosen = value === null ? -1 : rowAt(rows, value);

  useEffect(() => {
    const element = frame.current;
    if (!element || chosen < 0) return;
    const at = chosen * ROW;
    if (at < element.scrollTop || at + ROW > element.scrollTop + element.clientHeight - HEAD) {
      element.scrollTop = Math.max(0, at - (element.clientHeight - HEAD) / 2);
    }
  }, [chosen]);

  return (
    <section
      ref={frame}
      aria-label={t("blocks-table")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with keys
      tabIndex={0}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      style={{ maxHeight: MAX_HEIGHT }}
      className="overflow-auto print:max-h-none! print:overflow-visible"
    >
      <table className="tbl table-fixed min-w-[560px] max-narrow:min-w-0" aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className={family === 6 ? "w-64 max-narrow:w-44" : "w-36"}>
              {t("col-block")}
            </th>
            <th scope="col" className={`w-28 ${NOT_NARROW}`}>
              {t("col-node")}
            </th>
            <th scope="col" className="w-20 text-right!">
              {t("col-in-use")}
            </th>
            <th scope="col">{t("col-cells")}</th>
            <th scope="col" className={`w-44 ${ONLY_WIDE}`}>
              {t("col-marks")}
            </th>
          </tr>
        </thead>
        <tbody>
          {from > 0 && <Spacer rows={from} />}
          {rows
            .slice(from, to)
            .map((row, index) =>
              row.kind === "gap" ? (
                <Gap key={row.key} row={row} family={family} at={from + index} isChosen={from + index === chosen} />
              ) : (
                <BlockLine
                  key={row.key}
                  row={row}
                  at={from + index}
                  ordinal={from + index === chosen && value !== null ? Number(value - row.first) : null}
                  isChanged={changed.has(row.block.cidr)}
                  onPick={() => onPick(formatAddress(row.first, family))}
                />
              ),
            )}
          {to < rows.length && !isPrinting && <Spacer rows={rows.length - to} />}
        </tbody>
      </table>
      {isPrinting && to < rows.length && <p className="px-4 py-2 text-12">{t("printed", { count: to, total: rows.length })}</p>}
    </section>
  );
});

function Spacer({ rows }: { rows: number }) {
  return (
    <tr>
      <td colSpan={5} style={{ height: rows * ROW, padding: 0, border: 0 }} />
    </tr>
  );
}

function Gap({ row, family, at, isChosen }: { row: GapRow; family: Family; at: number; isChosen: boolean }) {
  const t = useTranslations("addresses");
  return (
    <tr aria-rowindex={at + 2} aria-selected={isChosen} style={{ height: ROW }} className="[&>td]:h-[inherit]!">
      <td colSpan={5} className="truncate bg-sunken py-0! text-text3">
        {row.blocks === 0n ? t("gap-part") : row.blocks === 1n ? t("gap-one") : t.rich("gap", { count: () => <Count of={row.blocks} /> })}{" "}
        <span className="mono">
          {formatAddress(row.first, family)} – {formatAddress(row.last, family)}
        </span>
      </td>
    </tr>
  );
}

const BlockLine = memo(function BlockLine({
  row: { block, size },
  at,
  ordinal,
  isChanged,
  onPick,
}: {
  row: BlockRow;
  at: number;
  ordinal: number | null;
  isChanged: boolean;
  onPick: () => void;
}) {
  const t = useTranslations("addresses");
  return (
    <tr
      aria-rowindex={at + 2}
      aria-selected={ordinal !== null}
      data-pressable
      onClick={onPick}
      style={{ height: ROW }}
      className={clsx("[&>td]:h-[inherit]! [&>td]:py-0!", isChanged && "[&>td]:bg-selected")}
    >
      <td className="truncate">
        <button type="button" className="mono text-accent" aria-expanded={ordinal !== null}>
          {block.cidr}
        </button>
      </td>
      <td className={`truncate ${NOT_NARROW}`} title={block.node ?? undefined}>
        {block.node ?? t(`affinity.${block.affinity}`)}
      </td>
      <td className="text-right!">
        {block.inUse}
        <span className="text-text3">/{size}</span>
      </td>
      <td>
        <span className="flex items-center gap-3">
          <BlockCells cells={block.cells} size={size} at={ordinal} />
          {isChanged && <strong className="text-accent">{t("changed")}</strong>}
        </span>
      </td>
      <td className={`truncate ${ONLY_WIDE}`}>
        <Marks block={block} />
      </td>
    </tr>
  );
});

function Marks({ block }: { block: BlockRow["block"] }) {
  const t = useTranslations("addresses");
  const told = (["conflicts", "floating", "reserved", "leaked", "borrowed"] as const).filter((key) => block[key] > 0);
  return (
    <span className={block.conflicts > 0 ? "text-bad" : "text-text2"}>
      {told.map((key) => t(`mark.${key}`, { count: block[key] })).join(", ")}
    </span>
  );
}
