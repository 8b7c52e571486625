/**
 * The Hilbert curve: the one layout in which every aligned range is one square, or two squares side by side, and in which
 * neighbours of the line are neighbours in the picture.
 */

/** @param order The side is 2^order. @param at Place on the curve, from 0. */
export function toPoint(order: number, at: number): { readonly x: number; readonly y: number } {
  let x = 0;
  let y = 0;
  let rest = at;
  for (let side = 1; side < 2 ** order; side *= 2) {
    const right = 1 & Math.floor(rest / 2);
    const down = 1 & (rest ^ right);
    if (down === 0) {
      if (right === 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      [x, y] = [y, x];
    }
    x += side * right;
    y += side * down;
    rest = Math.floor(rest / 4);
  }
  return { x, y };
}

/** The place on the curve of a point: the inverse of {@link toPoint}. */
export function toPlace(order: number, point: { readonly x: number; readonly y: number }): number {
  let { x, y } = point;
  let at = 0;
  for (let side = 2 ** (order - 1); side >= 1; side /= 2) {
    const right = (x & side) > 0 ? 1 : 0;
    const down = (y & side) > 0 ? 1 : 0;
    at += side * side * ((3 * right) ^ down);
    if (down === 0) {
      if (right === 1) {
        x = side - 1 - (x & (side - 1));
        y = side - 1 - (y & (side - 1));
      }
      [x, y] = [y, x];
    }
    x &= side - 1;
    y &= side - 1;
  }
  return at;
}

/** The rectangle of an aligned run of cells. @param at Its first cell, a multiple of `length`. @param length A power of two. */
export function rectangleOf(order: number, at: number, length: number): { x: number; y: number; width: number; height: number } {
  const side = 2 ** Math.floor(Math.log2(length) / 2);
  const isSquare = side * side === length;
  const first = cornerOf(order, at, side);
  const second = isSquare ? first : cornerOf(order, at + length / 2, side);
  const x = Math.min(first.x, second.x);
  const y = Math.min(first.y, second.y);
  return { x, y, width: Math.max(first.x, second.x) - x + side, height: Math.max(first.y, second.y) - y + side };
}

function cornerOf(order: number, at: number, side: number): { readonly x: number; readonly y: number } {
  const { x, y } = toPoint(order, at);
  return { x: x - (x % side), y: y - (y % side) };
}
