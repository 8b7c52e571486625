"use client";

import { clsx } from "clsx";
import { useTranslations } from "use-intl";
import type { Space } from "./spaces.ts";

/** The ranges that there are, each with how much of it is taken. */
export function SpacePicker({ spaces, value, onChange }: { spaces: readonly Space[]; value: string; onChange: (key: string) => void }) {
  const t = useTranslations("addresses");
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a border and a legend that the bar has no room for
    <div role="group" aria-label={t("ranges")} className="mb-4 flex flex-wrap gap-2 print:hidden">
      {spaces.map((space) => (
        <button
          key={space.key}
          type="button"
          aria-pressed={space.key === value}
          onClick={() => onChange(space.key)}
          className={clsx(
            "min-w-0 rounded-control border px-3 py-1.5 text-left text-12",
            space.key === value ? "border-accent bg-selected font-semibold" : "border-line2 bg-surface text-text2 hover:bg-hover",
          )}
        >
          <span className="mono block truncate">{space.cidr}</span>
          <span className="block truncate text-11">{space.name}</span>
        </button>
      ))}
    </div>
  );
}
