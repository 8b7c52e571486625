"use client";

import { clsx } from "clsx";
import { memo, useDeferredValue, useMemo } from "react";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import type { AddressSpace, FloatingPlace } from "#lib/contract/pools.ts";
import { formatAddress, parseAddress, parseCidr } from "#lib/domain/address.ts";
import type { Row } from "./rows.ts";
import { type Scale, scaleOf } from "./scale.ts";
import type { Space } from "./spaces.ts";

const TICKS = 8;
const COLUMNS = 1000;
const MANY = 200;

type Props = {
  readonly space: Space;
  readonly rows: readonly Row[];
  readonly answer: AddressSpace;
  readonly at: string | null;
  readonly onPick: (ip: string) => void;
};

/** The whole range in one line, with what lies in it and the floating IPs as pins; it stays in view while the blocks are scrolled. */
export const Ruler = memo(function Ruler({ space, rows, answer, at, onPick }: Props) {
  const t = useTranslations("addresses");
  const range = useMemo(() => parseCidr(space.cidr), [space.cidr]);
  const scale = useMemo(() => {
    const { first, last } = range ?? { first: 0n, last: 0n };
    return scaleOf(first, last, rows, space.family === 4 && isSpread(rows, last - first));
  }, [range, rows, space.family]);
  const pins = useMemo(() => (range ? pinsOf(answer.floating, range, scale) : []), [answer.floating, range, scale]);
  // A thousand buttons are not what one looks for first.
  const shown = useDeferredValue(pins, NO_PINS);
  if (!range) return null;
  const chosen = at === null ? null : parseAddress(at);
  const reserved = answer.reservations.flatMap(({ name, cidr }) => spansOf(name, cidr, range, scale));
  const ranges = answer.nodes.flatMap(({ name, podCidrs }) => podCidrs.flatMap((cidr) => spansOf(name, cidr, range, scale)));
  return (
    <Card
      title={t("ruler")}
      aside={scale.isLinear ? t("ruler-linear") : t("ruler-packed")}
      padded={false}
      className="sticky top-12 z-10 mb-4 max-narrow:static print:static"
    >
      <div className="grid grid-cols-[88px_minmax(0,1fr)] items-center gap-x-3 gap-y-1 px-4 pt-2 pb-3 text-11 text-text3 max-narrow:grid-cols-1">
        <span>{t("lane-blocks")}</span>
        <svg
          viewBox={`0 0 ${COLUMNS} 14`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t("ruler-label", { cidr: space.cidr, blocks: space.blocks.length })}
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
          <Pins pins={shown} chosen={chosen?.text ?? null} onPick={onPick} />
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
    </Card>
  );
});

type PinAt = Pick<FloatingPlace, "ip" | "standing"> & { readonly left: number };

const NO_PINS: readonly PinAt[] = [];
const STANDINGS = ["conflict", "at-risk", "safe", "unknown"] as const satisfies readonly FloatingPlace["standing"][];
const PIN: Readonly<Record<FloatingPlace["standing"], string>> = {
  conflict: "border-badfill bg-badfill",
  "at-risk": "border-warn bg-surface",
  safe: "border-okfill bg-okfill",
  unknown: "border-unkfill border-dashed bg-surface",
};

const Pins = memo(function Pins({ pins, chosen, onPick }: { pins: readonly PinAt[]; chosen: string | null; onPick: Props["onPick"] }) {
  const t = useTranslations("addresses");
  const words = Object.fromEntries(STANDINGS.map((standing) => [standing, t(`standing.${standing}`)]));
  return pins.map(({ ip, standing, left }) => (
    <Pin key={ip} ip={ip} standing={standing} left={left} word={words[standing] ?? ""} isChosen={chosen === ip} onPick={onPick} />
  ));
});

type PinProps = PinAt & { readonly word: string; readonly isChosen: boolean; readonly onPick: (ip: string) => void };

const Pin = memo(function Pin({ ip, standing, left, word, isChosen, onPick }: PinProps) {
  const t = useTranslations("addresses");
  const told = t("pin", { ip, standing: word });
  return (
    <button
      type="button"
      // One stop for all of them: the table of floating IPs has each by name.
      tabIndex={isChosen ? 0 : -1}
      title={told}
      aria-label={told}
      onClick={() => onPick(ip)}
      style={{ left: `${left * 100}%` }}
      className={clsx(
        "absolute top-0.5 -ml-1 h-4 w-2 border-2",
        standing === "conflict" ? "rotate-45" : standing === "at-risk" ? "rounded-badge" : "rounded-full",
        PIN[standing],
        isChosen && "outline-2 outline-accent outline-offset-1",
      )}
    />
  );
});

function pinsOf(
  floating: readonly FloatingPlace[],
  range: { readonly first: bigint; readonly last: bigint; readonly family: number },
  scale: Scale,
): readonly PinAt[] {
  return floating.flatMap(({ ip, standing }) => {
    const address = parseAddress(ip);
    const isInside = address?.family === range.family && range.first <= address.value && address.value <= range.last;
    return address && isInside ? [{ ip, standing, left: scale.at(address.value) }] : [];
  });
}

/** Whether what there is fills enough of a range to be told apart where all is true to size. */
function isSpread(rows: readonly Row[], size: bigint): boolean {
  const blocks = rows.filter(({ kind }) => kind === "block");
  const [first, last] = [blocks[0], blocks.at(-1)];
  return !first || !last || blocks.length > MANY || (last.first - first.first) * 4n >= size;
}

function Axis({ range, scale, rows }: { range: { first: bigint; last: bigint; family: 4 | 6 }; scale: Scale; rows: readonly Row[] }) {
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

function spansOf(name: string, text: string, range: { first: bigint; last: bigint; family: number }, scale: Scale) {
  const span = parseCidr(text);
  if (!span || span.family !== range.family || span.first > range.last || span.last < range.first) return [];
  const from = span.first <= range.first ? 0 : scale.at(span.first);
  const to = span.last >= range.last ? 1 : scale.at(span.last + 1n);
  return [{ key: `${name} ${text}`, name, from, width: Math.max(0, to - from) }];
}

function isWithin(ip: string, range: { first: bigint; last: bigint; family: number }): boolean {
  const address = parseAddress(ip);
  return address !== null && address.family === range.family && range.first <= address.value && address.value <= range.last;
}
