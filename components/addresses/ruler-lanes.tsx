"use client";

import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { AddressSpace } from "#lib/contract/pools.ts";
import { formatAddress, parseAddress, parseCidr } from "#lib/domain/address.ts";
import type { BlockRow, Row } from "./rows.ts";
import { type PinAt, Pins } from "./ruler-pins.tsx";
import type { Scale } from "./scale.ts";

const TICKS = 8;
const COLUMNS = 1000;

type Range = { readonly first: bigint; readonly last: bigint; readonly family: 4 | 6 };
type Props = {
  readonly range: Range;
  readonly rows: readonly Row[];
  readonly scale: Scale;
  readonly answer: AddressSpace;
  readonly pins: readonly PinAt[];
  /** The chosen address. */
  readonly at: string | null;
  readonly onPick: (ip: string) => void;
  /** The lane of blocks. */
  readonly children: ReactNode;
};

/** One level of the ruler: its blocks, the ranges of the nodes, the floating IPs and the axis. */
export function RulerLanes({ range, rows, scale, answer, pins, at, onPick, children }: Props) {
  const t = useTranslations("addresses");
  const chosen = at === null ? null : parseAddress(at);
  const ranges = answer.nodes.flatMap(({ name, podCidrs }) => podCidrs.flatMap((cidr) => spansOf(name, cidr, range, scale)));
  return (
    <div className="grid grid-cols-[88px_minmax(0,1fr)] items-center gap-x-3 gap-y-1 text-11 text-text3 max-narrow:grid-cols-1">
      <span>{t("lane-blocks")}</span>
      {children}
      {ranges.length > 0 && (
        <>
          <span>{t("lane-ranges")}</span>
          <div className="relative h-4">
            {ranges.map(({ key, name, from, width }) => (
              <span
                key={key}
                title={`${name} ${key}`}
                style={{ left: `${from * 100}%`, width: `max(3px, ${width * 100}%)` }}
                className="absolute inset-y-0 overflow-hidden rounded-badge border border-control border-dashed px-1 leading-3.5"
              >
                {width > 0.05 && name}
              </span>
            ))}
          </div>
        </>
      )}
      <span>{t("lane-floating", { count: pins.length })}</span>
      <div className="relative h-5">
        <Pins pins={pins} chosen={chosen?.text ?? null} onPick={onPick} />
        {chosen && isWithin(chosen.text, range) && (
          <span
            style={{ left: `${scale.at(chosen.value) * 100}%` }}
            className="pointer-events-none absolute inset-y-0 -ml-px w-0.5 bg-accent"
            aria-hidden="true"
          />
        )}
      </div>
      <span className="max-narrow:hidden" />
      <Axis range={range} scale={scale} rows={rows} />
    </div>
  );
}

/** All blocks of a level as strokes, reservations as frames. */
export function BlockStrokes({
  range,
  rows,
  scale,
  answer,
  label,
}: Omit<Props, "pins" | "at" | "onPick" | "children"> & { readonly label: string }) {
  const reserved = answer.reservations.flatMap(({ name, cidr }) => spansOf(name, cidr, range, scale));
  return (
    <svg
      viewBox={`0 0 ${COLUMNS} 14`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className="block h-3.5 w-full rounded-badge bg-sunken"
    >
      <path d={strokesOf(rows, scale)} fill="var(--unkfill)" />
      {reserved.map(({ key, from, width }) => (
        <rect
          key={key}
          x={from * COLUMNS}
          y={0}
          width={Math.max(2, width * COLUMNS)}
          height={14}
          fill="none"
          stroke="var(--text2)"
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
          strokeDasharray="3 2"
        />
      ))}
    </svg>
  );
}

/** The few blocks of the lower level, each as full as it is. The table of blocks says the same. */
export function BlockBoxes({ rows, scale, onPick, family }: Pick<Props, "rows" | "scale" | "onPick"> & { readonly family: 4 | 6 }) {
  return (
    <div className="relative h-5 border-line border-b" aria-hidden="true">
      {rows.map((row, index) => {
        if (row.kind === "gap") return null;
        const [from, to] = scale.spanOf(index);
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: a shortcut of the pointer; the table has each block as a button
          <span
            key={row.key}
            title={`${row.block.cidr} ${row.block.node ?? ""} ${row.block.inUse}/${row.size}`}
            onClick={() => onPick(formatAddress(row.first, family))}
            style={{ left: `${from * 100}%`, width: `max(3px, ${(to - from) * 100}%)`, backgroundImage: fillOf(row) }}
            className="absolute inset-y-0 cursor-pointer overflow-hidden rounded-badge border border-line2 px-0.5 font-semibold leading-4 text-text"
          >
            {to - from > 0.03 && initialOf(row)}
          </span>
        );
      })}
    </div>
  );
}

function fillOf({ block, size }: BlockRow): string {
  const share = `${Math.round((block.inUse / size) * 100)}%`;
  return `linear-gradient(to right, color-mix(in srgb, var(--unkfill) 45%, transparent) ${share}, transparent ${share})`;
}

/** What is left of the name of a node where there is no room for it. */
function initialOf({ block: { node } }: BlockRow): string {
  return node?.slice(-1) ?? "";
}

function Axis({ range, scale, rows }: { range: Range; scale: Scale; rows: readonly Row[] }) {
  const size = range.last - range.first + 1n;
  const count = range.family === 4 ? TICKS : TICKS / 4;
  const ends = Array.from({ length: count }, (_, tick) =>
    scale.isLinear
      ? range.first + (size * BigInt(tick)) / BigInt(count)
      : (rows[Math.floor((rows.length * tick) / count)]?.first ?? range.first),
  ).filter((value, tick, all) => all.indexOf(value) === tick);
  return (
    <div className="mono relative h-4 overflow-hidden max-narrow:text-[10px]" aria-hidden="true">
      {ends.map((value, index) => (
        <span
          key={String(value)}
          style={{ left: `${scale.at(value) * 100}%` }}
          className={clsx(
            "absolute whitespace-nowrap border-line2 border-l pl-1",
            index % 2 === 1 && "max-wide:hidden",
            index % 4 !== 0 && "max-narrow:hidden",
          )}
        >
          {shorten(formatAddress(value, range.family), index === 0 || range.family === 6)}
        </span>
      ))}
    </div>
  );
}

/** The first two octets stand at the beginning of the axis. */
function shorten(ip: string, isWhole: boolean): string {
  return isWhole ? ip : `.${ip.split(".").slice(1).join(".")}`;
}

/** Blocks that fall into the same thousandth are one stroke: ten thousand of them are drawn at once. */
function strokesOf(rows: readonly Row[], scale: Scale): string {
  const path: string[] = [];
  let until = -1;
  for (const [index, row] of rows.entries()) {
    if (row.kind !== "block") continue;
    const [begin, end] = scale.spanOf(index);
    const from = begin * COLUMNS;
    const to = Math.max(from + 1.5, end * COLUMNS);
    if (to <= until + 0.5) continue;
    path.push(`M${from.toFixed(1)} 3H${to.toFixed(1)}V11H${from.toFixed(1)}z`);
    until = to;
  }
  return path.join("");
}

function spansOf(name: string, text: string, range: Range, scale: Scale) {
  const span = parseCidr(text);
  if (!span || span.family !== range.family || span.first > range.last || span.last < range.first) return [];
  const from = span.first <= range.first ? 0 : scale.at(span.first);
  const to = span.last >= range.last ? 1 : scale.at(span.last + 1n);
  return [{ key: `${name} ${text}`, name, from, width: Math.max(0, to - from) }];
}

function isWithin(ip: string, range: Range): boolean {
  const address = parseAddress(ip);
  return address !== null && address.family === range.family && range.first <= address.value && address.value <= range.last;
}
