"use client";

import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { whole, zoomBy } from "./camera.ts";
import { type Camera, drawMap, PALETTE_KEYS, type Palette, rasterOf } from "./map-draw.ts";
import type { MapModel } from "./map-model.ts";

export type Point = { readonly x: number; readonly y: number };
type Frame = { readonly width: number; readonly height: number };

export type Picture = {
  move(change: (camera: Camera, frame: Frame) => Camera): void;
  zoom(factor: number, at?: Point): void;
  showAll(): void;
  /** The cell under a place of the window. */
  pointAt(clientX: number, clientY: number): Point | null;
};

/** Keeps the camera out of React: a frame of a pan is one drawing, nothing else. */
export function usePicture(ref: RefObject<HTMLCanvasElement | null>, model: MapModel, cursor: Point | null, chosen: Point | null): Picture {
  const camera = useRef<Camera | null>(null);
  const frame = useRef<Frame>({ width: 0, height: 0 });
  const draw = useRef<() => void>(() => undefined);
  const pending = useRef(0);
  const marks = useRef({ cursor, chosen });
  marks.current = { cursor, chosen };
  const request = useCallback(() => {
    if (pending.current) return;
    pending.current = requestAnimationFrame(() => {
      pending.current = 0;
      draw.current();
    });
  }, []);

  // Before the first frame, so that it has the picture.
  useLayoutEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext("2d", { alpha: false });
    if (!canvas || !context) return;
    let paint: { readonly palette: Palette; readonly raster: HTMLCanvasElement } | null = null;
    const readPaint = () => {
      const palette = paletteOf(canvas);
      return { palette, raster: rasterOf(model, palette) };
    };
    draw.current = () => {
      if (frame.current.width === 0) return;
      paint ??= readPaint();
      const { palette, raster } = paint;
      camera.current ??= whole(model, frame.current);
      const pixels = devicePixelRatio || 1;
      drawMap(context, { model, raster, palette, camera: camera.current, ...marks.current }, { ...frame.current, pixels });
    };
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = canvas;
      if (width !== frame.current.width) camera.current = null;
      frame.current = { width, height };
      const pixels = devicePixelRatio || 1;
      canvas.width = Math.round(width * pixels);
      canvas.height = Math.round(height * pixels);
      draw.current();
      canvas.dataset["drawn"] = "true";
    };
    // It tells the first size too: once the page is laid out, and before it is painted.
    const sizes = new ResizeObserver(measure);
    sizes.observe(canvas);
    const themes = new MutationObserver(() => {
      paint = null;
      request();
    });
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      sizes.disconnect();
      themes.disconnect();
      cancelAnimationFrame(pending.current);
      pending.current = 0;
    };
  }, [ref, model, request]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is marked is drawn anew when it changes
  useEffect(request, [cursor?.x, cursor?.y, chosen?.x, chosen?.y, request]);
  // Another range is another picture.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the range decides
  useEffect(() => {
    camera.current = null;
    request();
  }, [model.range.text]);

  return useMemo(() => {
    const move: Picture["move"] = (change) => {
      if (!camera.current) return;
      camera.current = change(camera.current, frame.current);
      request();
    };
    return {
      move,
      zoom(factor, at) {
        move((held, size) => zoomBy(held, factor, at ?? { x: size.width / 2, y: size.height / 2 }, model, size));
      },
      showAll() {
        camera.current = null;
        request();
      },
      pointAt(clientX, clientY) {
        const box = ref.current?.getBoundingClientRect();
        const held = camera.current;
        if (!box || !held) return null;
        return { x: Math.floor(held.x + (clientX - box.left) / held.zoom), y: Math.floor(held.y + (clientY - box.top) / held.zoom) };
      },
    };
  }, [model, ref, request]);
}

function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  return Object.fromEntries(PALETTE_KEYS.map((key) => [key, style.getPropertyValue(`--${key}`).trim()])) as Palette;
}
