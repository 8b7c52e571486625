import type { ReactNode } from "react";

/** The tags that sentences of the catalogues may carry. */
export const RICH = {
  b: (text: ReactNode) => <strong className="font-semibold">{text}</strong>,
  mono: (text: ReactNode) => <span className="mono">{text}</span>,
} as const;
