import type { BandPiece, BandShape } from "#components/ui/band.tsx";
import type { BandStretch } from "#lib/contract/history.ts";

const SHAPES: Readonly<Record<BandStretch["kind"], BandShape>> = {
  serving: "full",
  unserved: "low",
  split: "rails",
  disabled: "outline",
  blind: "hatch",
  "before-history": "none",
};

/**
 * What a band draws of the stretches of an address.
 *
 * Neighbours with different backends get different tones; a backend that comes back gets the tone that it had, as far as
 * the three tones allow.
 *
 * @param tell The words for a stretch, with its times.
 */
export function bandPieces(stretches: readonly BandStretch[], tell: (stretch: BandStretch) => string): readonly BandPiece[] {
  const tones = new Map<string, 0 | 1 | 2>();
  let last: 0 | 1 | 2 | null = null;
  let holder = "";
  return stretches.map((stretch) => {
    const who = stretch.backends.map(({ uid }) => uid).join(" ");
    if (who !== "" && who !== holder) {
      last = toneOf(tones, who, last);
      holder = who;
    }
    return {
      from: Date.parse(stretch.from),
      to: Date.parse(stretch.to),
      shape: SHAPES[stretch.kind],
      tone: who === "" ? null : (tones.get(who) ?? null),
      label: tell(stretch),
    };
  });
}

function toneOf(tones: Map<string, 0 | 1 | 2>, who: string, before: 0 | 1 | 2 | null): 0 | 1 | 2 {
  const known = tones.get(who);
  if (known !== undefined && known !== before) return known;
  const next = (before === null ? 0 : (before + 1) % 3) as 0 | 1 | 2;
  tones.set(who, next);
  return next;
}
