"use client";

import { clsx } from "clsx";
import { useId } from "react";

/** Full: somebody. Low: nobody. Rails: several at once. Outline: not programmed. Hatch: nobody looked. None: before anything is known. */
export type BandShape = "full" | "low" | "rails" | "outline" | "hatch" | "none";

export type BandPiece = {
  readonly from: number;
  readonly to: number;
  readonly shape: BandShape;
  /** Neighbours that differ have different tones; a hatch lies over the tone of what was known last. */
  readonly tone: 0 | 1 | 2 | null;
  /** What it tells, with its times. */
  readonly label: string;
};
export type BandMark = { readonly id: number; readonly at: number; readonly label: string; readonly isCurrent?: boolean };

const FILLS = ["fill-okfill", "fill-okfill2", "fill-okfill3"] as const;
const HEIGHTS = { compact: 14, large: 32 } as const;
/** So that the rare can be seen: pixels. */
const LOW_AT_LEAST = 4;
const HATCH_AT_LEAST = 5;

/**
 * Time from left to right, and who had it. Shapes tell states, for those who do not see colours; a list says the same for
 * those who do not see at all.
 *
 * Widths are attributes in percent, and what is drawn at its least width is drawn twice: no style is written, which the
 * content security policy would refuse.
 */
export function Band({
  label,
  pieces,
  from,
  to,
  size = "compact",
  marks = [],
  onMark,
}: {
  label: string;
  pieces: readonly BandPiece[];
  from: number;
  to: number;
  size?: keyof typeof HEIGHTS;
  marks?: readonly BandMark[];
  onMark?: (id: number) => void;
}) {
  const hatch = useId();
  const height = HEIGHTS[size];
  const at = (time: number) => `${(((Math.min(Math.max(time, from), to) - from) / (to - from)) * 100).toFixed(3)}%`;
  const width = (piece: BandPiece) => `${(((Math.min(piece.to, to) - Math.max(piece.from, from)) / (to - from)) * 100).toFixed(3)}%`;
  return (
    <figure className="m-0 min-w-0">
      <svg width="100%" height={height} aria-hidden="true" className="block overflow-hidden rounded-badge bg-sunken">
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" className="fill-surface" fillOpacity="0.55" />
            <rect width="2" height="6" className="fill-unkfill" />
          </pattern>
        </defs>
        {pieces.map((piece) => (
          <Shape key={`${piece.from} ${piece.shape}`} piece={piece} x={at(piece.from)} width={width(piece)} height={height} hatch={hatch} />
        ))}
        {size === "large" &&
          marks.map(({ id, at: time, isCurrent }) => (
            <rect key={id} x={at(time)} width={isCurrent ? 3 : 1.5} height={height} className={isCurrent ? "fill-accent" : "fill-text"} />
          ))}
      </svg>
      <figcaption className="sr-only">{label}</figcaption>
      <ul className="sr-only">
        {pieces
          .filter(({ shape }) => shape !== "none")
          .map((piece) => (
            <li key={`${piece.from} ${piece.shape}`}>{piece.label}</li>
          ))}
      </ul>
      {onMark && marks.length > 0 && <Marks marks={marks} at={at} onMark={onMark} />}
    </figure>
  );
}

function Shape({ piece, x, width, height, hatch }: { piece: BandPiece; x: string; width: string; height: number; hatch: string }) {
  const tone = piece.tone === null ? "fill-line2" : FILLS[piece.tone];
  const low = Math.round(height * 0.35);
  const rail = Math.floor(height * 0.42);
  switch (piece.shape) {
    case "none":
      return null;
    case "full":
      return (
        <rect x={x} width={width} height={height} className={tone}>
          <title>{piece.label}</title>
        </rect>
      );
    case "low":
      return (
        <g className="fill-badfill">
          <title>{piece.label}</title>
          <rect x={x} width={LOW_AT_LEAST} y={height - low} height={low} />
          <rect x={x} width={width} y={height - low} height={low} />
        </g>
      );
    case "rails":
      return (
        <g>
          <title>{piece.label}</title>
          <rect x={x} width={width} height={rail} className="fill-warnfill" />
          <rect x={x} width={width} y={height - rail} height={rail} className="fill-okfill" />
        </g>
      );
    case "outline":
      return (
        <rect x={x} width={width} y="1" height={height - 2} strokeWidth="1.5" className="fill-transparent stroke-unkfill">
          <title>{piece.label}</title>
        </rect>
      );
    case "hatch":
      return (
        <g>
          <title>{piece.label}</title>
          <rect x={x} width={width} height={height} className={tone} fillOpacity="0.5" />
          <rect x={x} width={HATCH_AT_LEAST} height={height} fill={`url(#${hatch})`} />
          <rect x={x} width={width} height={height} fill={`url(#${hatch})`} />
        </g>
      );
  }
}

/** One button for each mark: pressed, it leads to what happened. */
function Marks({ marks, at, onMark }: { marks: readonly BandMark[]; at: (time: number) => string; onMark: (id: number) => void }) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: each of its buttons has a name
    <svg width="100%" height="18" className="block overflow-visible">
      {marks.map(({ id, at: time, label, isCurrent }) => (
        // biome-ignore lint/a11y/useSemanticElements: a button has no place in a drawing
        <g
          key={id}
          role="button"
          tabIndex={0}
          aria-label={label}
          aria-pressed={isCurrent ?? false}
          onClick={() => onMark(id)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== " ") return;
            event.preventDefault();
            onMark(id);
          }}
          className={clsx("cursor-pointer", isCurrent ? "fill-accent" : "fill-text3 hover:fill-text")}
        >
          <title>{label}</title>
          {/* biome-ignore lint/a11y/noSvgWithoutTitle: it only moves what it holds */}
          <svg x={at(time)} width="12" height="18" viewBox="0 0 12 18" overflow="visible">
            <rect x="-12" width="24" height="18" className="fill-transparent" />
            <path d="M0 4 L5 13 L-5 13 Z" />
          </svg>
        </g>
      ))}
    </svg>
  );
}
