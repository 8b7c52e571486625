import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

/** Opens and closes what stands under a row; the row itself may be pressed too. */
export function RowToggle({
  isOpen,
  controls,
  onToggle,
  children,
}: {
  isOpen: boolean;
  /** The id of what it opens, while that is there. */
  controls?: string | undefined;
  onToggle: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      aria-controls={controls}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
      className="inline-flex items-start gap-1 text-left font-semibold"
    >
      <Icon name={isOpen ? "down" : "right"} className="mt-0.5 size-3 shrink-0 text-text3" />
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
    </button>
  );
}
