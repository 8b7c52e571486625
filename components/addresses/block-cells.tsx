import { memo } from "react";
import { runsOf } from "#lib/domain/address-space/cells.ts";
import { CellShape, lookOf } from "./look.tsx";

const STEP = 5;
const HEIGHT = 12;

/** The addresses of a block in a line, runs of the same kind as one stroke. The row beside it says the same in words. */
export const BlockCells = memo(function BlockCells({ cells, size, at }: { cells: string; size: number; at: number | null }) {
  // What is larger than a usual block is drawn in proportion.
  const step = size <= 64 ? STEP : (64 * STEP) / size;
  const gap = size <= 64 ? 1 : 0;
  return (
    <svg viewBox={`0 0 ${size * step} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" className="block h-3 w-full">
      {[...runsOf(cells)].map(({ cell, at: from, length }) => {
        const look = lookOf(cell);
        if (look.shape === "full" && look.key !== "conflict") {
          return gap === 0 ? (
            <rect key={from} x={from * step} y={0} width={length * step} height={HEIGHT} fill={look.fill} />
          ) : (
            <path key={from} d={strokesOf(from, length)} fill={look.fill} />
          );
        }
        return Array.from({ length }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what it is
          <CellShape key={`${from} ${index}`} look={look} x={(from + index) * step} y={0} width={step - gap} height={HEIGHT} />
        ));
      })}
      {at !== null && <rect x={at * step - 0.5} y={0} width={step} height={HEIGHT} fill="none" stroke="var(--accent)" strokeWidth="2" />}
    </svg>
  );
});

function strokesOf(from: number, length: number): string {
  let path = "";
  for (let at = from; at < from + length; at += 1) path += `M${at * STEP} 0h4v${HEIGHT}h-4z`;
  return path;
}
