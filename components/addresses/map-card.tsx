"use client";

import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { AddressSpace } from "#lib/contract/pools.ts";
import { formatAddress, parseAddress } from "#lib/domain/address.ts";
import { pan, reveal } from "./camera.ts";
import { cellAt, type MapModel, mapOf, pointOf } from "./map-model.ts";
import type { Space } from "./spaces.ts";
import { type Point, usePicture } from "./use-picture.ts";
import { usePointers } from "./use-pointers.ts";

const HEIGHT = 480;
const STEP = 1.25;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

type Props = { readonly space: Space; readonly answer: AddressSpace; readonly at: string | null; readonly onPick: (ip: string) => void };

/** All blocks of a large pool at once, along a Hilbert curve, where every range of the pool is one patch. */
export function MapCard(props: Props) {
  const { space, answer } = props;
  const model = useMemo(() => mapOf(space, answer), [space, answer]);
  return model && <Picture {...props} model={model} />;
}

function Picture({ space, at, onPick, model }: Props & { readonly model: MapModel }) {
  const t = useTranslations("addresses");
  const [cursor, setCursor] = useState<Point | null>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const value = at === null ? null : (parseAddress(at)?.value ?? null);
  const chosen = value !== null ? pointOf(model, value) : null;
  const picture = usePicture(canvas, model, cursor, chosen);
  const pick = (point: Point) => {
    const found = cellAt(model, point.x, point.y);
    if (found) onPick(formatAddress(found.first, model.range.family));
  };
  const pointers = usePointers(canvas, picture, model, setCursor, pick);
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    const here = cursor ?? chosen ?? { x: 0, y: 0 };
    if (arrow && event.shiftKey) picture.move((camera, frame) => pan(camera, -arrow[0] * 48, -arrow[1] * 48, model, frame));
    else if (arrow) {
      const next = { x: clamp(here.x + arrow[0], model.width), y: clamp(here.y + arrow[1], model.height) };
      setCursor(next);
      picture.move((camera, frame) => reveal(camera, next, model, frame));
    } else if (event.key === "+" || event.key === "=") picture.zoom(STEP);
    else if (event.key === "-") picture.zoom(1 / STEP);
    else if (event.key === "0") picture.showAll();
    else if (event.key === "Enter") pick(here);
    else return;
    event.preventDefault();
  };
  return (
    <Card
      title={t("map")}
      aside={t("map-aside")}
      className="mb-4"
      end={
        <>
          <Button small look="quiet" aria-label={t("zoom-in")} onClick={() => picture.zoom(STEP * STEP)}>
            +
          </Button>
          <Button small look="quiet" aria-label={t("zoom-out")} onClick={() => picture.zoom(1 / STEP / STEP)}>
            −
          </Button>
          <Button small look="quiet" onClick={picture.showAll}>
            {t("zoom-fit")}
          </Button>
        </>
      }
    >
      <div
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture is moved with keys; the table below says the same
        tabIndex={0}
        aria-label={t("map-label", { cidr: space.cidr, blocks: space.blocks.length })}
        aria-describedby="map-cell"
        onKeyDown={onKeyDown}
      >
        <canvas
          ref={canvas}
          style={{ height: HEIGHT, touchAction: "none" }}
          className="block w-full cursor-grab rounded-badge border border-line active:cursor-grabbing"
          {...pointers}
        />
      </div>
      <p id="map-cell" aria-live="polite" className="mt-2 min-h-4 text-12 text-text2">
        {cursor ? <Told model={model} point={cursor} /> : t("map-keys")}
      </p>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-11 text-text2">
        {(["low", "high", "full"] as const).map((fill) => (
          <li key={fill} className="inline-flex items-center gap-1">
            <span
              aria-hidden="true"
              style={{ background: fill === "full" ? "var(--text2)" : "var(--unkfill)", opacity: fill === "low" ? 0.45 : 1 }}
              className="size-3 rounded-sm"
            />
            {t(`fill.${fill}`)}
          </li>
        ))}
        <li className="inline-flex items-center gap-1">
          <span aria-hidden="true" className="size-3 border border-control border-dashed" />
          {t("lane-ranges")}
        </li>
      </ul>
    </Card>
  );
}

function Told({ model, point }: { model: MapModel; point: Point }) {
  const t = useTranslations("addresses");
  const found = cellAt(model, point.x, point.y);
  if (!found) return null;
  const blocks = model.cells.get(found.cell)?.blocks ?? [];
  const span = `${formatAddress(found.first, 4)} – ${formatAddress(found.last, 4)}`;
  const [only] = blocks;
  if (!only) return t("cell-free", { span });
  if (blocks.length > 1) return t("cell-many", { span, count: blocks.length });
  return t("cell-block", {
    block: only.cidr,
    node: only.node ?? t(`affinity.${only.affinity}`),
    inUse: only.inUse,
    floating: only.floating,
  });
}

function clamp(at: number, length: number): number {
  return Math.min(length - 1, Math.max(0, at));
}
