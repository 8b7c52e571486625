import type { ReactNode } from "react";

export function KeyValues({ rows }: { rows: readonly { readonly key: string; readonly label: string; readonly value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-12">
      {rows.map(({ key, label, value }) => (
        <div key={key} className="contents">
          <dt className="text-text3">{label}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
