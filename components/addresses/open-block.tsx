"use client";

import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { KeyValues } from "#components/ui/key-values.tsx";
import { formatAddress } from "#lib/domain/address.ts";
import { runsOf } from "#lib/domain/address-space/cells.ts";
import type { Family } from "#lib/domain/assessment.ts";
import { CellShape, lookOf } from "./look.tsx";
import type { BlockRow } from "./rows.ts";

const COLUMNS = 16;
const MAX_SHOWN = 256;

type Props = { readonly row: BlockRow; readonly family: Family; readonly ordinal: number; readonly onPick: (ip: string) => void };

/** The chosen block, an address a button: arrows move along them, and each tells its story beside the picture. */
export function OpenBlock({ row, family, ordinal, onPick }: Props) {
  const t = useTranslations("addresses");
  const { block, size, first } = row;
  // What is larger than four blocks of the usual size is looked at in parts.
  const from = Math.floor(ordinal / MAX_SHOWN) * MAX_SHOWN;
  const [focused, setFocused] = useState(ordinal);
  useEffect(() => setFocused(ordinal), [ordinal]);
  const grid = useRef<HTMLDivElement>(null);
  const cells = [...runsOf(block.cells)].flatMap(({ cell, length }) => Array.from({ length }, () => cell)).slice(from, from + MAX_SHOWN);
  const addressOf = (at: number) => formatAddress(first + BigInt(at), family);

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(from + cells.length - 1, Math.max(from, focused + step));
    setFocused(next);
    grid.current?.querySelectorAll("button")[next - from]?.focus();
  };
  return (
    <Card
      title={t("open-block", { block: block.cidr })}
      aside={from > 0 || size > MAX_SHOWN ? t("open-part", { ip: addressOf(from) }) : undefined}
      className="mb-4"
    >
      <div className="flex flex-wrap items-start gap-6">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a border */}
        <div
          ref={grid}
          role="group"
          aria-label={t("open-label", { block: block.cidr })}
          onKeyDown={onKeyDown}
          className="grid grid-cols-16 gap-0.5 max-narrow:w-full"
        >
          {cells.map((cell, index) => {
            const at = from + index;
            const look = lookOf(cell);
            const ip = addressOf(at);
            return (
              <button
                key={ip}
                type="button"
                tabIndex={at === focused ? 0 : -1}
                aria-current={at === ordinal ? "true" : undefined}
                aria-label={`${ip} ${t(`look.${look.key}`)}`}
                title={`${ip} ${t(`look.${look.key}`)}`}
                onClick={() => onPick(ip)}
                onFocus={() => setFocused(at)}
                className="size-5 rounded-sm border border-line2 p-0.5 aria-current:outline-2 aria-current:outline-accent aria-current:outline-offset-1 max-narrow:size-auto max-narrow:aspect-square"
              >
                {look.key !== "free" && (
                  <svg viewBox="0 0 12 12" aria-hidden="true" className="block size-full">
                    <CellShape look={look} x={0} y={0} width={12} height={12} />
                  </svg>
                )}
              </button>
            );
          })}
        </div>
        <KeyValues
          rows={[
            { key: "affinity", label: t("col-node"), value: block.node ?? t(`affinity.${block.affinity}`) },
            { key: "inUse", label: t("counts.inUse"), value: `${block.inUse} / ${size}` },
            { key: "reserved", label: t("counts.reserved"), value: block.reserved },
            { key: "available", label: t("counts.available"), value: block.available },
            { key: "floating", label: t("counts.floating"), value: block.floating },
            { key: "borrowed", label: t("look.borrowed"), value: block.borrowed },
            { key: "leaked", label: t("look.leaked"), value: block.leaked },
          ]}
        />
      </div>
    </Card>
  );
}
