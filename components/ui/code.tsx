import type { ReactNode } from "react";

/** Text of a machine; it scrolls sideways and can be reached by keyboard for that. */
export function Code({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section tabIndex={0} aria-label={label} className="overflow-x-auto rounded-control border border-line bg-sunken px-3 py-2">
      <pre className="m-0 font-mono text-12">{children}</pre>
    </section>
  );
}
