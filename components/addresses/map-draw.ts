import { toPoint } from "./hilbert.ts";
import type { Fill, MapModel } from "./map-model.ts";

/** What part of the picture is seen: the cell at the upper left corner, and how many pixels a cell has. */
export type Camera = { readonly x: number; readonly y: number; readonly zoom: number };
export type Palette = Readonly<
  Record<"surface" | "line" | "line2" | "control" | "unkfill" | "text2" | "text" | "badfill" | "okfill" | "warn" | "accent", string>
>;

export const PALETTE_KEYS = [
  "surface",
  "line",
  "line2",
  "control",
  "unkfill",
  "text2",
  "text",
  "badfill",
  "okfill",
  "warn",
  "accent",
] as const satisfies readonly (keyof Palette)[];

/** The smallest zoom at which marks have room to be told apart by their shape. */
const MARKED = 4;

/** All cells as one picture with a pixel each; drawn once, then only moved and scaled. */
export function rasterOf(model: MapModel, palette: Palette): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = model.width;
  canvas.height = model.height;
  const context = canvas.getContext("2d");
  if (!context) return canvas;
  const image = context.createImageData(model.width, model.height);
  const colors = coloursOf(palette);
  for (const [cell, { fill }] of model.cells) {
    const { x, y } = toPoint(model.order, cell);
    image.data.set(colors[fill], (y * model.width + x) * 4);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** One frame. What is outside the view is not drawn. @param pixels Device pixels of a CSS pixel. */
export function drawMap(
  context: CanvasRenderingContext2D,
  { model, raster, palette, camera, cursor, chosen }: Scene,
  size: { readonly width: number; readonly height: number; readonly pixels: number },
): void {
  const { zoom } = camera;
  context.setTransform(size.pixels, 0, 0, size.pixels, 0, 0);
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, size.width, size.height);
  context.imageSmoothingEnabled = false;
  const left = -camera.x * zoom;
  const top = -camera.y * zoom;
  context.fillStyle = palette.line;
  context.globalAlpha = 0.35;
  context.fillRect(left, top, model.width * zoom, model.height * zoom);
  context.globalAlpha = 1;
  context.drawImage(raster, left, top, model.width * zoom, model.height * zoom);
  if (zoom >= MARKED) drawGrid(context, model, camera, palette, size);

  const isSeen = (x: number, y: number, width: number, height: number) =>
    x + width >= 0 && y + height >= 0 && x <= size.width && y <= size.height;
  const place = (box: { x: number; y: number; width: number; height: number }) =>
    [left + box.x * zoom, top + box.y * zoom, box.width * zoom, box.height * zoom] as const;

  context.strokeStyle = palette.control;
  context.lineWidth = 1.5;
  context.setLineDash([4, 3]);
  for (const box of model.ranges) {
    const [x, y, width, height] = place(box);
    if (isSeen(x, y, width, height)) context.strokeRect(x + 1, y + 1, width - 2, height - 2);
  }
  context.setLineDash([]);
  context.strokeStyle = palette.text2;
  context.lineWidth = 1;
  for (const box of model.reserved) {
    const [x, y, width, height] = place(box);
    if (isSeen(x, y, width, height)) hatch(context, x, y, width, height);
  }
  if (zoom >= MARKED) drawCrosses(context, model, palette, (x, y) => place({ x, y, width: 1, height: 1 }), isSeen);
  drawPins(context, model, palette, (x, y) => place({ x, y, width: 1, height: 1 }), isSeen);
  for (const [point, color] of [
    [chosen, palette.accent],
    [cursor, palette.text],
  ] as const) {
    if (!point) continue;
    const [x, y, width, height] = place({ ...point, width: 1, height: 1 });
    context.strokeStyle = color;
    context.lineWidth = 2;
    context.strokeRect(x - 2, y - 2, width + 4, height + 4);
  }
}

export type Scene = {
  readonly model: MapModel;
  readonly raster: HTMLCanvasElement;
  readonly palette: Palette;
  readonly camera: Camera;
  readonly cursor: { readonly x: number; readonly y: number } | null;
  readonly chosen: { readonly x: number; readonly y: number } | null;
};

type Place = (x: number, y: number) => readonly [number, number, number, number];
type IsSeen = (x: number, y: number, width: number, height: number) => boolean;

function drawGrid(
  context: CanvasRenderingContext2D,
  model: MapModel,
  { x, y, zoom }: Camera,
  palette: Palette,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  context.strokeStyle = palette.surface;
  context.lineWidth = Math.min(1, zoom / 8);
  context.beginPath();
  for (let column = Math.max(0, Math.floor(x)); column <= Math.min(model.width, x + width / zoom + 1); column += 1) {
    context.moveTo((column - x) * zoom, Math.max(0, -y * zoom));
    context.lineTo((column - x) * zoom, Math.min(height, (model.height - y) * zoom));
  }
  for (let row = Math.max(0, Math.floor(y)); row <= Math.min(model.height, y + height / zoom + 1); row += 1) {
    context.moveTo(Math.max(0, -x * zoom), (row - y) * zoom);
    context.lineTo(Math.min(width, (model.width - x) * zoom), (row - y) * zoom);
  }
  context.stroke();
}

/** A conflict is crossed out: red alone says nothing to some. */
function drawCrosses(context: CanvasRenderingContext2D, model: MapModel, palette: Palette, place: Place, isSeen: IsSeen): void {
  context.strokeStyle = palette.surface;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [cell, { fill }] of model.cells) {
    if (fill !== "conflict") continue;
    const point = toPoint(model.order, cell);
    const [x, y, width, height] = place(point.x, point.y);
    if (!isSeen(x, y, width, height)) continue;
    context.moveTo(x + 2, y + 2);
    context.lineTo(x + width - 2, y + height - 2);
    context.moveTo(x + width - 2, y + 2);
    context.lineTo(x + 2, y + height - 2);
  }
  context.stroke();
}

function drawPins(context: CanvasRenderingContext2D, model: MapModel, palette: Palette, place: Place, isSeen: IsSeen): void {
  for (const { x: column, y: row, standing } of model.pins) {
    const [x, y, width, height] = place(column, row);
    if (!isSeen(x, y, width, height)) continue;
    const radius = Math.max(2.5, Math.min(5, width * 0.3));
    context.beginPath();
    context.arc(x + width / 2, y + height / 2, radius, 0, 2 * Math.PI);
    context.fillStyle = standing === "safe" ? palette.okfill : standing === "conflict" ? palette.badfill : palette.surface;
    context.fill();
    context.strokeStyle = standing === "at-risk" ? palette.warn : standing === "safe" ? palette.surface : palette.text;
    context.lineWidth = standing === "at-risk" ? 2 : 1;
    context.stroke();
  }
}

function hatch(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.stroke();
  context.clip();
  context.beginPath();
  const from = Math.max(0, x) - (Math.max(0, x) % 5);
  for (let at = from - height; at < Math.min(x + width, from + 4000); at += 5) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

function coloursOf(palette: Palette): Readonly<Record<Fill, readonly [number, number, number, number]>> {
  const [used, full, conflict] = [palette.unkfill, palette.text2, palette.badfill].map(channelsOf);
  const nothing = [0, 0, 0, 0] as const;
  if (!used || !full || !conflict) return { none: nothing, low: nothing, high: nothing, full: nothing, conflict: nothing };
  return { none: nothing, low: [...used, 115], high: [...used, 255], full: [...full, 255], conflict: [...conflict, 255] };
}

/** @param color `#rrggbb` */
function channelsOf(color: string): readonly [number, number, number] {
  const value = Number.parseInt(color.trim().slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
