import { clsx } from "clsx";
import type { ReactNode } from "react";
import { TONE_TEXT, type Tone } from "./badge.tsx";
import { Icon, type IconName } from "./icon.tsx";

const EDGE: Record<Tone, string> = {
  ok: "border-okfill",
  warn: "border-warn",
  bad: "border-badfill",
  unk: "border-unkfill",
  plain: "border-line2",
  accent: "border-accent",
};

/** A line across the page about the page itself. */
export function Banner({ tone, icon, children }: { tone: Tone; icon: IconName; children: ReactNode }) {
  return (
    <div className={clsx("flex items-start gap-2 border-b-2 bg-surface px-6 py-2 text-12 max-narrow:px-4", EDGE[tone])}>
      <Icon name={icon} className={clsx("mt-px", TONE_TEXT[tone])} />
      <div className="min-w-0">{children}</div>
    </div>
  );
}

/** In the place of what is not there: what that means, and what to do. */
export function EmptyState({
  tone = "plain",
  icon,
  title,
  children,
}: {
  tone?: Tone;
  icon: IconName;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-12 text-center">
      <Icon name={icon} className={clsx("size-6", TONE_TEXT[tone])} />
      <p className="font-semibold text-15">{title}</p>
      <div className="max-w-prose text-text2">{children}</div>
    </div>
  );
}

/** Grey bars in the height of what is to come. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div key={row} className="flex h-11 items-center border-line border-b px-3">
          <div className="h-3 w-full animate-pulse rounded-badge bg-hover" />
        </div>
      ))}
    </div>
  );
}
