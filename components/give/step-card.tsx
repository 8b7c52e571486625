import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";

/** One question of the form, with its number. */
export function StepCard({
  number,
  title,
  aside,
  end,
  children,
}: {
  number: number;
  title: string;
  aside?: string;
  end?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Card
      title={
        <span className="inline-flex items-center gap-2">
          <span className="inline-grid size-5 place-items-center rounded-full border border-line2 bg-sunken text-11 text-text2">
            {number}
          </span>
          {title}
        </span>
      }
      aside={aside}
      end={end}
    >
      <div className="grid gap-3">{children}</div>
    </Card>
  );
}
