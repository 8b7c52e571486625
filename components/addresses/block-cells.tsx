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
  const runs = [...runsOf(cells)].map((run) => ({ ...run, look: lookOf(run.cell) }));
  const isPlain = ({ look }: (typeof runs)[number]) => look.shape === "full";
  const byFill = Map.groupBy(runs.filter(isPlain), ({ look }) => look.fill);
  return (
    <svg viewBox={`0 0 ${size * step} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" className="block h-3 w-full">
      {[...byFill].map(([fill, plain]) => (
        <path key={fill} fill={fill} d={plain.map(({ at: from, length }) => strokesOf(from, length, step, gap)).join("")} />
      ))}
      {runs
        .filter((run) => !isPlain(run))
        .flatMap(({ look, at: from, length }) =>
          Array.from({ length }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what it is
            <CellShape key={`${from} ${index}`} look={look} x={(from + index) * step} y={0} width={step - gap} height={HEIGHT} />
          )),
        )}
      {at !== null && <rect x={at * step - 0.5} y={0} width={step} height={HEIGHT} fill="none" stroke="var(--accent)" strokeWidth="2" />}
    </svg>
  );
});

function strokesOf(from: number, length: number, step: number, gap: number): string {
  if (gap === 0) return `M${from * step} 0h${length * step}v${HEIGHT}h${-length * step}z`;
  let path = "";
  for (let at = from; at < from + length; at += 1) path += `M${at * step} 0h${step - gap}v${HEIGHT}h${gap - step}z`;
  return path;
}
