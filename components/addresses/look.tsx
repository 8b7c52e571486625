import { clsx } from "clsx";
import type { Cell } from "#lib/domain/address-space/cells.ts";

/** How an address is drawn: what it is filled with, and the shape that says the same without colour. */
export type Look = {
  readonly fill: string;
  readonly shape: "full" | "outline" | "hatch" | "dot" | "cross" | "ring" | "low";
  readonly key: LookKey;
};
export type LookKey = "used" | "floating" | "at-risk" | "conflict" | "reserved" | "borrowed" | "leaked" | "cooling" | "kept" | "free";

const LOOKS: Readonly<Record<LookKey, Look>> = {
  used: { key: "used", fill: "var(--unkfill)", shape: "full" },
  floating: { key: "floating", fill: "var(--okfill)", shape: "dot" },
  "at-risk": { key: "at-risk", fill: "var(--warn)", shape: "ring" },
  conflict: { key: "conflict", fill: "var(--badfill)", shape: "cross" },
  reserved: { key: "reserved", fill: "var(--text2)", shape: "hatch" },
  borrowed: { key: "borrowed", fill: "var(--unk)", shape: "outline" },
  leaked: { key: "leaked", fill: "var(--warn)", shape: "outline" },
  cooling: { key: "cooling", fill: "var(--unkfill)", shape: "low" },
  kept: { key: "kept", fill: "var(--text3)", shape: "full" },
  free: { key: "free", fill: "var(--line)", shape: "full" },
};

const OF_CELL: Readonly<Record<Cell, LookKey>> = {
  x: "conflict",
  R: "at-risk",
  F: "floating",
  u: "used",
  b: "borrowed",
  l: "leaked",
  t: "kept",
  s: "kept",
  w: "kept",
  o: "kept",
  c: "cooling",
  r: "reserved",
  f: "free",
};

export const LEGEND: readonly LookKey[] = [
  "used",
  "floating",
  "at-risk",
  "conflict",
  "reserved",
  "free",
  "borrowed",
  "leaked",
  "kept",
  "cooling",
];

export function lookOf(cell: string): Look {
  return LOOKS[OF_CELL[cell as Cell] ?? "free"];
}

/** A sample of a look, for the legend and the open block. */
export function Swatch({ look, className }: { look: LookKey; className?: string }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className={clsx("inline-block size-3 flex-none", className)}>
      <CellShape look={LOOKS[look]} x={0} y={0} width={12} height={12} />
    </svg>
  );
}

/** One address. Lines and shapes tell what colour tells. */
export function CellShape({ look, x, y, width, height }: { look: Look; x: number; y: number; width: number; height: number }) {
  const { fill, shape } = look;
  const middle = { cx: x + width / 2, cy: y + height / 2, r: Math.min(width, height) / 2 - 0.5 };
  switch (shape) {
    case "full":
      return <rect x={x} y={y} width={width} height={height} fill={fill} />;
    case "low":
      return <rect x={x} y={y + height * 0.6} width={width} height={height * 0.4} fill={fill} />;
    case "outline":
      return (
        <rect
          x={x + 0.75}
          y={y + 0.75}
          width={width - 1.5}
          height={height - 1.5}
          fill="none"
          stroke={fill}
          strokeWidth="1.5"
          strokeDasharray="2.5 1.5"
        />
      );
    case "hatch":
      return (
        <g stroke={fill} strokeWidth="1">
          <path
            d={`M${x} ${y + height}L${x + width} ${y}M${x} ${y + height / 2}L${x + width / 2} ${y}M${x + width / 2} ${y + height}L${x + width} ${y + height / 2}`}
          />
        </g>
      );
    case "dot":
      return <circle {...middle} fill={fill} />;
    case "ring":
      return <circle {...middle} r={middle.r - 1} fill="none" stroke={fill} strokeWidth="2" />;
    case "cross":
      return (
        <>
          <rect x={x} y={y} width={width} height={height} fill={fill} />
          <path
            d={`M${x + 1.5} ${y + 1.5}L${x + width - 1.5} ${y + height - 1.5}M${x + width - 1.5} ${y + 1.5}L${x + 1.5} ${y + height - 1.5}`}
            stroke="var(--surface)"
            strokeWidth="1.5"
          />
        </>
      );
  }
}
