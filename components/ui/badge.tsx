import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

export type Tone = "ok" | "warn" | "bad" | "unk" | "plain" | "accent";

export const TONE_TEXT: Record<Tone, string> = {
  ok: "text-ok",
  warn: "text-warn",
  bad: "text-bad",
  unk: "text-unk",
  plain: "text-text2",
  accent: "text-accent",
};
const TINT: Record<Tone, string> = {
  ok: "bg-oktint",
  warn: "bg-warntint",
  bad: "bg-badtint",
  unk: "bg-unktint",
  plain: "bg-sunken",
  accent: "bg-selected",
};

/** Icon, word and colour together; dashed only for what is not known. */
export function Badge({
  tone,
  icon,
  tinted = false,
  dashed = false,
  children,
}: {
  tone: Tone;
  icon?: IconName;
  tinted?: boolean;
  dashed?: boolean;
  children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        "inline-flex items-center gap-1 whitespace-nowrap text-12 font-semibold",
        TONE_TEXT[tone],
        tinted && ["h-6 rounded-badge px-2", TINT[tone]],
        dashed && "rounded-badge border border-dashed border-unkfill px-1",
      )}
    >
      {icon && <Icon name={icon} className="size-3.5" />}
      {children}
    </span>
  );
}
