"use client";

import { useTranslations } from "use-intl";
import { Band, type BandShape } from "#components/ui/band.tsx";

const SHAPES = [
  { state: "serving", shape: "full" },
  { state: "unserved", shape: "low" },
  { state: "split", shape: "rails" },
  { state: "disabled", shape: "outline" },
  { state: "blind", shape: "hatch" },
  { state: "before-history", shape: "none" },
] as const satisfies readonly { state: string; shape: BandShape }[];

/** What the shapes mean. */
export function BandLegend() {
  const t = useTranslations("history.states");
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-11 text-text3">
      {SHAPES.map(({ state, shape }) => (
        <li key={state} className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className="inline-block w-5">
            <Band
              label=""
              from={0}
              to={1}
              pieces={[{ from: 0, to: 1, shape, tone: shape === "full" || shape === "hatch" ? 0 : null, label: "" }]}
            />
          </span>
          {t(state)}
        </li>
      ))}
    </ul>
  );
}
