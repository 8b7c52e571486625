"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import type { Finding, Severity } from "#lib/contract/findings.ts";
import { FindingRow } from "./finding-row.tsx";

/** A page of a thousand rows helps nobody, and is slow. */
const STEP = 100;

/** The findings of one severity. A body of the one table. */
export function FindingsGroup({ severity, findings }: { severity: Severity; findings: readonly Finding[] }) {
  const t = useTranslations("findings-page");
  const [shown, setShown] = useState(STEP);
  if (findings.length === 0) return null;
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={4} className="static! bg-sunken! px-3! py-2 text-left font-normal">
          <span className="font-semibold text-13 text-text">{t(`group-${severity}`)}</span>{" "}
          <span className="text-12 text-text2">
            {findings.length} · {t(`about-${severity}`)}
          </span>
        </th>
      </tr>
      {findings.slice(0, shown).map((finding) => (
        <FindingRow key={keyOf(finding)} finding={finding} />
      ))}
      {findings.length > shown && (
        <tr>
          <td colSpan={4}>
            <Button small onClick={() => setShown(shown + STEP)}>
              {t("more", { count: Math.min(STEP, findings.length - shown) })}
            </Button>
          </td>
        </tr>
      )}
    </tbody>
  );
}

function keyOf({ code, subject, ips, facts }: Finding): string {
  return JSON.stringify([code, subject, ips, facts]);
}
