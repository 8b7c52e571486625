"use client";

import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { PodName } from "#components/layout/pod-name.tsx";
import { StateBadge } from "#components/layout/state-badge.tsx";
import { Button } from "#components/ui/button.tsx";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import { type Change, type Kind, kindOf, sortChanges } from "./what-changes.ts";

const TONE: Partial<Record<Kind, string>> = { lost: "text-bad", splits: "text-warn", healed: "text-ok", gained: "text-ok" };

/** A page of a thousand rows helps nobody, and is slow. */
const STEP = 100;

/** Every address that would change, before and after. */
export function ChangeTable({ changes }: { changes: readonly Change[] }) {
  const t = useTranslations("what-if");
  const [shown, setShown] = useState(STEP);
  return (
    <>
      <table className="tbl cards [&_td]:align-top">
        <thead>
          <tr>
            {(["ip", "before", "after", "means"] as const).map((column) => (
              <th key={column} scope="col">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sortChanges(changes)
            .slice(0, shown)
            .map((change) => (
              <tr key={change.ip}>
                <td>
                  <Link href={`/floating-ips/${encodeURIComponent(change.ip)}`} className="mono break-all">
                    {change.ip}
                  </Link>
                </td>
                <td>
                  <span className="text-text3 narrow:sr-only">{t("before")}: </span>
                  <Moment item={change.before} />
                </td>
                <td>
                  <span className="text-text3 narrow:sr-only">{t("after")}: </span>
                  <Moment item={change.after} />
                </td>
                <td className={TONE[kindOf(change)]}>{t(`means-${kindOf(change)}`)}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {changes.length > shown && (
        <p className="px-4 py-2">
          <Button small onClick={() => setShown(shown + STEP)}>
            {t("more", { count: Math.min(STEP, changes.length - shown) })}
          </Button>
        </p>
      )}
    </>
  );
}

function Moment({ item }: { item: FloatingIp | null }) {
  const t = useTranslations("what-if");
  if (item === null) {
    return (
      <>
        <StateBadge state="unserved" />
        <div className="text-text2">{t("gone")}</div>
      </>
    );
  }
  return (
    <>
      <StateBadge state={item.state} />
      {item.backends.length === 0 && <div className="text-text3">{t("none")}</div>}
      {item.backends.map((pod) => (
        <div key={pod.uid}>
          <PodName pod={pod} /> <span className="text-text3">{pod.node}</span>
        </div>
      ))}
    </>
  );
}
