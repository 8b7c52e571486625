import { expect, test } from "vitest";
import { pan, reveal, whole, zoomBy } from "./camera.ts";

const PICTURE = { width: 32, height: 32 };
const FRAME = { width: 640, height: 320 };
const START = whole(PICTURE, FRAME);

test("at first all of the picture is seen, in the middle", () => {
  expect(START).toEqual({ zoom: 10, x: -16, y: 0 });
});

test("the pixel under the pointer stays where it is", () => {
  const near = zoomBy(START, 4, { x: 320, y: 160 }, PICTURE, FRAME);
  expect(near).toEqual({ zoom: 40, x: 8, y: 12 });
  expect(near.x + 320 / near.zoom).toBe(START.x + 320 / START.zoom);
});

test("nobody gets lost: the picture always fills the frame, or stands in its middle", () => {
  const near = zoomBy(START, 4, { x: 320, y: 160 }, PICTURE, FRAME);
  expect(pan(near, -100_000, 100_000, PICTURE, FRAME)).toEqual({ zoom: 40, x: 16, y: 0 });
  expect(zoomBy(near, 0.001, { x: 0, y: 0 }, PICTURE, FRAME)).toEqual(START);
});

test("a cell outside the view is brought into it, and no further", () => {
  const near = zoomBy(START, 4, { x: 0, y: 0 }, PICTURE, FRAME);
  expect(reveal(near, { x: 31, y: 0 }, PICTURE, FRAME)).toMatchObject({ x: 16 });
  expect(reveal(near, { x: 3, y: 3 }, PICTURE, FRAME)).toEqual(near);
});
