import type { Camera } from "./map-draw.ts";

export type Frame = { readonly width: number; readonly height: number };
type Picture = { readonly width: number; readonly height: number };

const MAX_ZOOM = 64;

/** The whole picture, as large as it fits. */
export function whole(picture: Picture, frame: Frame): Camera {
  const zoom = Math.min(frame.width / picture.width, frame.height / picture.height);
  return settle({ x: 0, y: 0, zoom }, picture, frame);
}

/** @param dx Pixels that the picture moves to the right. */
export function pan(camera: Camera, dx: number, dy: number, picture: Picture, frame: Frame): Camera {
  return settle({ ...camera, x: camera.x - dx / camera.zoom, y: camera.y - dy / camera.zoom }, picture, frame);
}

/** @param at The pixel that stays where it is. */
export function zoomBy(
  camera: Camera,
  factor: number,
  at: { readonly x: number; readonly y: number },
  picture: Picture,
  frame: Frame,
): Camera {
  const zoom = Math.min(MAX_ZOOM, Math.max(leastZoom(picture, frame), camera.zoom * factor));
  const x = camera.x + at.x / camera.zoom - at.x / zoom;
  const y = camera.y + at.y / camera.zoom - at.y / zoom;
  return settle({ x, y, zoom }, picture, frame);
}

/** Moves no more than needed for a cell to be seen. */
export function reveal(camera: Camera, cell: { readonly x: number; readonly y: number }, picture: Picture, frame: Frame): Camera {
  const along = (from: number, at: number, seen: number) => Math.min(at, Math.max(from, at + 1 - seen));
  const x = along(camera.x, cell.x, frame.width / camera.zoom);
  const y = along(camera.y, cell.y, frame.height / camera.zoom);
  return settle({ ...camera, x, y }, picture, frame);
}

function leastZoom(picture: Picture, frame: Frame): number {
  return Math.min(frame.width / picture.width, frame.height / picture.height);
}

/** What is smaller than its frame stands in the middle; what is larger fills it. */
function settle({ x, y, zoom }: Camera, picture: Picture, frame: Frame): Camera {
  const along = (at: number, whole: number, seen: number) => (seen >= whole ? (whole - seen) / 2 : Math.min(whole - seen, Math.max(0, at)));
  return { zoom, x: along(x, picture.width, frame.width / zoom), y: along(y, picture.height, frame.height / zoom) };
}
