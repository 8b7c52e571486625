"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { SeverityBadge } from "#components/layout/state-badge.tsx";
import { useSentence } from "#components/layout/words.tsx";
import type { Finding } from "#lib/contract/findings.ts";
import { wayOutOf } from "./way-out.ts";

/** More addresses than these would push the sentence off the screen. */
const MAX_IPS = 6;

export function FindingRow({ finding }: { finding: Finding }) {
  const t = useTranslations("findings-page");
  const sentence = useSentence("findings");
  const { code, severity, subject } = finding;
  const wayOut = wayOutOf(finding);
  return (
    <tr>
      <td>
        <SeverityBadge severity={severity} />
        <div className="mono text-text3">{code}</div>
      </td>
      <td>
        <div className="break-words">
          {subject.namespace !== null && <span className="text-text3">{subject.namespace}/</span>}
          {subject.name}
        </div>
        <div className="text-text3">{subject.kind}</div>
      </td>
      <td>
        <Ips ips={finding.ips} />
      </td>
      <td>
        <p className="break-words">{sentence({ ...finding, text: finding.message }, "message")}</p>
        <p className="mt-0.5 break-words text-text2">
          <span className="sr-only">{t("remedy")}: </span>
          <span aria-hidden="true">› </span>
          {sentence({ ...finding, text: finding.remedy }, "remedy")}
          {wayOut && (
            <>
              {" "}
              <Link href={wayOut.href} scroll={false} className="underline">
                {t(wayOut.form)}
              </Link>
            </>
          )}
        </p>
      </td>
    </tr>
  );
}

function Ips({ ips }: { ips: readonly string[] }) {
  const t = useTranslations("findings-page");
  if (ips.length === 0) return <span className="text-text3">{t("no-ips")}</span>;
  return (
    <ul className="max-narrow:flex max-narrow:flex-wrap max-narrow:gap-x-3">
      {ips.slice(0, MAX_IPS).map((ip) => (
        <li key={ip}>
          <Link href={`/floating-ips/${encodeURIComponent(ip)}`} className="mono break-all">
            {ip}
          </Link>
        </li>
      ))}
      {ips.length > MAX_IPS && <li className="text-text3">{t("more-ips", { count: ips.length - MAX_IPS })}</li>}
    </ul>
  );
}
