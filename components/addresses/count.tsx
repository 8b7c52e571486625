"use client";

import { useLocale } from "use-intl";
import type { Count as WireCount } from "#lib/contract/pools.ts";

const READABLE = 1n << 40n;

/** A count of addresses. Beyond what anybody reads it is a power of two, and all digits are in the title. */
export function Count({ of }: { of: WireCount | bigint }) {
  const locale = useLocale();
  const value = BigInt(of);
  const digits = new Intl.NumberFormat(locale).format(value);
  if (value < READABLE) return digits;
  const power = value.toString(2).length - 1;
  const isExact = value === 1n << BigInt(power);
  // Just below a power it is called by that power.
  const rounded = isExact || value >> BigInt(power - 8) < 384n ? power : power + 1;
  return (
    <span title={digits}>
      {!isExact && "≈ "}2<sup>{rounded}</sup>
    </span>
  );
}
