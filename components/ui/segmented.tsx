"use client";

import { clsx } from "clsx";

/** One of few. */
export function Segmented<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly { readonly value: T; readonly label: string }[];
  value: T;
  onChange: (value: T) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend that the bar has no room for
    <span role="group" aria-label={label} className="inline-flex overflow-hidden rounded-control border border-line2 bg-surface">
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={clsx(
            "h-7 border-line border-r px-2.5 text-12 last:border-r-0",
            option.value === value ? "bg-selected font-semibold text-text" : "text-text2 hover:bg-hover",
          )}
        >
          {option.label}
        </button>
      ))}
    </span>
  );
}
