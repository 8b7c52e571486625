import { clsx } from "clsx";
import type { ReactNode } from "react";
import { TONE_TEXT, type Tone } from "./badge.tsx";
import { Icon, type IconName } from "./icon.tsx";

export type ReasonLine = { readonly key: string; readonly tone: Tone; readonly icon: IconName; readonly text: ReactNode };

/** A verdict's reasons, a line each. */
export function Reasons({ lines }: { lines: readonly ReasonLine[] }) {
  return (
    <ul>
      {lines.map(({ key, tone, icon, text }) => (
        <li key={key} className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2 border-line border-t py-2 text-12 first:border-t-0">
          <Icon name={icon} className={clsx("size-4", TONE_TEXT[tone])} />
          <div className="min-w-0 break-words">{text}</div>
        </li>
      ))}
    </ul>
  );
}
