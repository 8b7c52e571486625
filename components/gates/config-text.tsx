"use client";

import { clsx } from "clsx";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { RICH } from "#components/ui/rich.tsx";
import type { Gates } from "#lib/contract/gates.ts";
import { flagLinesOf } from "./gate-state.ts";

/** The text that decides the CNI gate, with the line of the flag marked. Placeholders stay as they are. */
export function ConfigText({ cni: { text, configMap, key } }: Pick<Gates, "cni">) {
  const t = useTranslations("setup");
  if (text === null) return null;
  const marked = flagLinesOf(text);
  const [first] = marked;
  return (
    <Card title={t("text")} aside={<span className="mono">{[configMap, key].filter(Boolean).join(", ")}</span>} padded={false}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={key ?? t("text")} className="overflow-x-auto py-2">
        <table className="border-collapse font-mono text-12">
          <tbody>
            {text.split("\n").map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
              <tr key={at} className={clsx(marked.includes(at + 1) && "bg-selected")}>
                <td className="select-none pr-4 pl-4 text-right text-text3">{at + 1}</td>
                <td className="w-full whitespace-pre pr-4">{line || " "}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="grid gap-1 border-line border-t px-4 py-2 text-12 text-text2">
        <p>{first === undefined ? t.rich("flag-absent", RICH) : t("flag-here", { line: first })}</p>
        {/__[A-Z_]+__/.test(text) && <p>{t.rich("placeholders", RICH)}</p>}
      </div>
    </Card>
  );
}
