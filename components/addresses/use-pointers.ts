"use client";

import { type PointerEvent, type RefObject, useEffect, useRef } from "react";
import { pan } from "./camera.ts";
import { cellAt, type MapModel } from "./map-model.ts";
import type { Picture, Point } from "./use-picture.ts";

const STEP = 1.25;
const CLICK_PX = 4;

/** One pointer moves the picture, two pinch it, the wheel zooms; what hardly moved was a click. */
export function usePointers(
  ref: RefObject<HTMLCanvasElement | null>,
  picture: Picture,
  model: MapModel,
  onPoint: (point: Point | null) => void,
  onPick: (point: Point) => void,
) {
  const held = useRef(new Map<number, Point>());
  const moved = useRef(0);
  useEffect(() => {
    const canvas = ref.current;
    const onWheel = (event: WheelEvent) => {
      // React's own listener could not keep the page from scrolling.
      event.preventDefault();
      const box = canvas?.getBoundingClientRect();
      if (box) picture.zoom(event.deltaY < 0 ? STEP : 1 / STEP, { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    canvas?.addEventListener("wheel", onWheel, { passive: false });
    return () => canvas?.removeEventListener("wheel", onWheel);
  }, [ref, picture]);
  const isInside = (point: Point | null): point is Point => point !== null && cellAt(model, point.x, point.y) !== null;
  return {
    onPointerDown(event: PointerEvent<HTMLCanvasElement>) {
      event.currentTarget.setPointerCapture(event.pointerId);
      if (held.current.size === 0) moved.current = 0;
      held.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    },
    onPointerMove(event: PointerEvent<HTMLCanvasElement>) {
      const before = held.current.get(event.pointerId);
      if (!before) {
        const point = picture.pointAt(event.clientX, event.clientY);
        onPoint(isInside(point) ? point : null);
        return;
      }
      const now = { x: event.clientX, y: event.clientY };
      const other = [...held.current].find(([id]) => id !== event.pointerId)?.[1];
      held.current.set(event.pointerId, now);
      moved.current += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
      if (other) {
        const box = event.currentTarget.getBoundingClientRect();
        const factor = distance(now, other) / Math.max(1, distance(before, other));
        picture.zoom(factor, { x: (now.x + other.x) / 2 - box.left, y: (now.y + other.y) / 2 - box.top });
      } else picture.move((camera, frame) => pan(camera, now.x - before.x, now.y - before.y, model, frame));
    },
    onPointerUp(event: PointerEvent<HTMLCanvasElement>) {
      held.current.delete(event.pointerId);
      if (held.current.size > 0 || moved.current > CLICK_PX) return;
      const point = picture.pointAt(event.clientX, event.clientY);
      if (isInside(point)) onPick(point);
    },
    onPointerCancel(event: PointerEvent<HTMLCanvasElement>) {
      held.current.delete(event.pointerId);
    },
    onPointerLeave: () => onPoint(null),
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
