"use client";

import { memo, type ReactNode, useDeferredValue, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { AddressSpace } from "#lib/contract/pools.ts";
import { formatAddress, parseAddress, parseCidr } from "#lib/domain/address.ts";
import type { Row } from "./rows.ts";
import { BlockBoxes, BlockStrokes, RulerLanes } from "./ruler-lanes.tsx";
import { NO_PINS, pinsOf } from "./ruler-pins.tsx";
import { addressAt, beside, type Part, partAround, rowsWithin, ZOOMS } from "./ruler-window.ts";
import { type Scale, scaleOf } from "./scale.ts";
import type { Space } from "./spaces.ts";

type Range = Part & { readonly family: 4 | 6 };
type Props = {
  readonly space: Space;
  readonly rows: readonly Row[];
  readonly answer: AddressSpace;
  readonly at: string | null;
  readonly onPick: (ip: string) => void;
};

/** The whole range in one line, and below it a part of it from near; it stays in view while the blocks are scrolled. */
export const Ruler = memo(function Ruler({ space, rows, answer, at, onPick }: Props) {
  const t = useTranslations("addresses");
  const range = useMemo(() => parseCidr(space.cidr), [space.cidr]);
  const scale = useMemo(() => {
    const { first, last } = range ?? { first: 0n, last: 0n };
    return scaleOf(first, last, rows, space.family === 4);
  }, [range, rows, space.family]);
  const pins = useMemo(() => (range ? pinsOf(answer.floating, range, scale) : []), [answer.floating, range, scale]);
  // A thousand buttons are not what one looks for first, and neither is the part from near.
  const shown = useDeferredValue(pins, NO_PINS);
  const isSecond = useDeferredValue(true, false);
  const [focus, setFocus] = useState<bigint | null>(null);
  const [zoom, setZoom] = useState<number>(ZOOMS.usual);
  if (!range) return null;
  const chosen = at === null ? null : parseAddress(at);
  const isInside = chosen?.family === range.family && range.first <= chosen.value && chosen.value <= range.last;
  const middle = focus ?? (isInside ? chosen.value : (rows.find(({ kind }) => kind === "block")?.first ?? range.first));
  const bits = BigInt((space.family === 4 ? 32 : 128) - space.blockSize);
  const part = isSecond ? partAround(range, rows, middle, 1n << bits, zoom, scale.isLinear) : null;
  const label = t("ruler-label", { cidr: space.cidr, blocks: space.blocks.length });
  const pick = (ip: string) => {
    setFocus(null);
    onPick(ip);
  };
  return (
    <Card
      title={t("ruler")}
      aside={scale.isLinear ? t("ruler-linear") : t("ruler-packed")}
      padded={false}
      className="mb-4 print:static min-narrow:[@media(min-height:800px)]:sticky min-narrow:[@media(min-height:800px)]:top-12 min-narrow:[@media(min-height:800px)]:z-10"
    >
      <div className="grid gap-1 px-4 pt-2 pb-3">
        <RulerLanes range={range} rows={rows} scale={scale} answer={answer} pins={shown} at={at} onPick={pick}>
          <Overview part={part} scale={scale} onShare={(share) => setFocus(addressAt(share, range, rows, scale.isLinear))}>
            <BlockStrokes range={range} rows={rows} scale={scale} answer={answer} label={label} />
          </Overview>
        </RulerLanes>
        {part && (
          <PartFromNear
            range={{ ...part, family: range.family }}
            rows={rows}
            answer={answer}
            at={at}
            onPick={pick}
            isLinear={scale.isLinear}
            zoom={zoom}
            onZoom={setZoom}
            onStep={(by) => setFocus(beside(part, range, by))}
          />
        )}
      </div>
    </Card>
  );
});

/** The lane of the whole range, with a frame around the part that is shown from near; a press elsewhere moves it there. */
function Overview({
  part,
  scale,
  onShare,
  children,
}: {
  part: Part | null;
  scale: Scale;
  onShare: (share: number) => void;
  children: ReactNode;
}) {
  const from = part ? scale.at(part.first) : 0;
  const to = part ? Math.min(1, scale.at(part.last)) : 0;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: a shortcut of the pointer; the buttons below do the same
    <div
      className="relative"
      onClick={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        if (part && width > 0) onShare((event.clientX - left) / width);
      }}
    >
      {children}
      {part && (
        <span
          aria-hidden="true"
          style={{ left: `${from * 100}%`, width: `max(6px, ${(to - from) * 100}%)` }}
          className="pointer-events-none absolute -inset-y-0.5 rounded-badge border-2 border-accent"
        />
      )}
    </div>
  );
}

type PartProps = {
  readonly range: Range;
  readonly rows: readonly Row[];
  readonly answer: AddressSpace;
  readonly at: string | null;
  readonly onPick: (ip: string) => void;
  readonly isLinear: boolean;
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
  readonly onStep: (by: -1 | 1) => void;
};

function PartFromNear({ range, rows, answer, at, onPick, isLinear, zoom, onZoom, onStep }: PartProps) {
  const t = useTranslations("addresses");
  const within = useMemo(() => rowsWithin(rows, range), [rows, range]);
  const scale = useMemo(() => scaleOf(range.first, range.last, within, isLinear), [range, within, isLinear]);
  const pins = useMemo(() => pinsOf(answer.floating, range, scale), [answer.floating, range, scale]);
  const ends = `${formatAddress(range.first, range.family)} – ${formatAddress(range.last, range.family)}`;
  return (
    <section aria-label={t("part")} className="border-line border-t pt-1">
      <div className="flex flex-wrap items-center gap-x-1 pb-1 text-11">
        <span className="mono break-all text-text2" aria-live="polite">
          {ends}
        </span>
        <span className="ml-auto inline-flex items-center">
          {([-1, 1] as const).map((by) => (
            <Button key={by} look="quiet" small aria-label={t(by < 0 ? "part-before" : "part-behind")} onClick={() => onStep(by)}>
              <Icon name={by < 0 ? "left" : "right"} className="size-3.5" />
            </Button>
          ))}
          {isLinear &&
            ([-1, 1] as const).map((by) => (
              <Button
                key={by}
                look="quiet"
                small
                aria-label={t(by < 0 ? "part-wider" : "part-nearer")}
                disabled={by < 0 ? zoom <= ZOOMS.first : zoom >= ZOOMS.last}
                onClick={() => onZoom(zoom + by)}
              >
                <Icon name={by < 0 ? "minus" : "plus"} className="size-3.5" />
              </Button>
            ))}
        </span>
      </div>
      <RulerLanes range={range} rows={within} scale={scale} answer={answer} pins={pins} at={at} onPick={onPick}>
        <BlockBoxes rows={within} scale={scale} onPick={onPick} family={range.family} />
      </RulerLanes>
    </section>
  );
}
