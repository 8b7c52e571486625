"use client";

import { useTranslations } from "use-intl";
import { useSentence } from "#components/layout/words.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { RICH } from "#components/ui/rich.tsx";
import type { FindingList } from "#lib/contract/findings.ts";

/** Rules that lack a source: silence of theirs means nothing. */
export function UncheckedCard({ unchecked }: { unchecked: FindingList["unchecked"] }) {
  const t = useTranslations("findings-page");
  const common = useTranslations("common.state");
  const sentence = useSentence("reasons", "reasons-cluster");
  if (unchecked.length === 0) return null;
  return (
    <Card title={t("unchecked")} aside={t("unchecked-aside")} padded={false} className="mt-4">
      <ul>
        {unchecked.map((entry) => (
          <li key={entry.source} className="border-line border-t px-4 py-2 text-12 first:border-t-0">
            <p>
              <Badge tone="unk" icon="unknown">
                {common("unknown")}
              </Badge>{" "}
              {t.rich("unchecked-rules", { ...RICH, count: entry.codes.length, source: entry.source })} {sentence(entry)}
            </p>
            <p className="mono mt-0.5 break-words text-text3">{entry.codes.join(", ")}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
