"use client";

import { clsx } from "clsx";
import { memo } from "react";
import { useTranslations } from "use-intl";
import type { FloatingPlace } from "#lib/contract/pools.ts";
import { parseAddress } from "#lib/domain/address.ts";
import type { Scale } from "./scale.ts";

export type PinAt = Pick<FloatingPlace, "ip" | "standing"> & { readonly left: number };

export const NO_PINS: readonly PinAt[] = [];
const STANDINGS = ["conflict", "at-risk", "safe", "unknown"] as const satisfies readonly FloatingPlace["standing"][];
const PIN: Readonly<Record<FloatingPlace["standing"], string>> = {
  conflict: "border-badfill bg-badfill",
  "at-risk": "border-warn bg-surface",
  safe: "border-okfill bg-okfill",
  unknown: "border-unkfill border-dashed bg-surface",
};

/** Floating IPs on a ruler. */
export const Pins = memo(function Pins({
  pins,
  chosen,
  onPick,
}: {
  pins: readonly PinAt[];
  chosen: string | null;
  onPick: (ip: string) => void;
}) {
  const t = useTranslations("addresses");
  const words = Object.fromEntries(STANDINGS.map((standing) => [standing, t(`standing.${standing}`)]));
  return pins.map(({ ip, standing, left }) => (
    <Pin key={ip} ip={ip} standing={standing} left={left} word={words[standing] ?? ""} isChosen={chosen === ip} onPick={onPick} />
  ));
});

type PinProps = PinAt & { readonly word: string; readonly isChosen: boolean; readonly onPick: (ip: string) => void };

const Pin = memo(function Pin({ ip, standing, left, word, isChosen, onPick }: PinProps) {
  const t = useTranslations("addresses");
  const told = t("pin", { ip, standing: word });
  return (
    <button
      type="button"
      // One stop for all of them: the table of floating IPs has each by name.
      tabIndex={isChosen ? 0 : -1}
      title={told}
      aria-label={told}
      onClick={() => onPick(ip)}
      style={{ left: `${left * 100}%` }}
      className={clsx(
        "absolute top-0.5 -ml-1 h-4 w-2 border-2",
        standing === "conflict" ? "rotate-45" : standing === "at-risk" ? "rounded-badge" : "rounded-full",
        PIN[standing],
        isChosen && "outline-2 outline-accent outline-offset-1",
      )}
    />
  );
});

export function pinsOf(
  floating: readonly FloatingPlace[],
  range: { readonly first: bigint; readonly last: bigint; readonly family: number },
  scale: Scale,
): readonly PinAt[] {
  return floating.flatMap(({ ip, standing }) => {
    const address = parseAddress(ip);
    const isInside = address?.family === range.family && range.first <= address.value && address.value <= range.last;
    return address && isInside ? [{ ip, standing, left: scale.at(address.value) }] : [];
  });
}
