import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

/** A section with a heading; `aside` stands beside the heading in smaller words, `end` at its far side. */
export function Card({
  title,
  aside,
  end,
  className,
  padded = true,
  children,
}: {
  title: ReactNode;
  aside?: ReactNode;
  end?: ReactNode;
  className?: string;
  padded?: boolean;
  children: ReactNode;
}) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} className={clsx("min-w-0 rounded-card border border-line bg-surface", className)}>
      <header className="flex min-h-10 flex-wrap items-center gap-x-2 border-line border-b px-4 py-2">
        <h2 id={heading} className="font-semibold text-13">
          {title}
        </h2>
        {aside && <span className="text-12 text-text3">{aside}</span>}
        {end && <span className="ml-auto inline-flex items-center gap-1">{end}</span>}
      </header>
      <div className={clsx(padded && "px-4 pt-3 pb-4")}>{children}</div>
    </section>
  );
}
