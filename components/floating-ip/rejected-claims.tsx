"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { PodName } from "#components/layout/pod-name.tsx";
import { useSentence } from "#components/layout/words.tsx";
import { mendQuery } from "#components/plan/use-write-place.ts";
import type { RejectedClaim } from "#lib/contract/floating-ips.ts";

/** Claims that do not count, each with its reason and with the text as it stands. `ip`: the page on which they are mended. */
export function RejectedClaims({ claims, ip }: { claims: readonly RejectedClaim[]; ip: string | null }) {
  const t = useTranslations("floating-ip");
  const mend = useTranslations("mend");
  const sentence = useSentence("reasons", "reasons-cluster");
  if (claims.length === 0) return null;
  return (
    <details open className="border-line border-t px-4 py-2 text-12">
      <summary className="text-text2">{t("rejected", { count: claims.length })}</summary>
      <ul>
        {claims.map((claim, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a pod may hold the same item twice
          <li key={`${claim.pod.uid} ${at}`} className="border-line border-t py-2 first:mt-2">
            <PodName pod={claim.pod} />
            {claim.pod.node !== null && <span className="text-text3"> {claim.pod.node}</span>}
            <p className="text-text2">{sentence({ ...claim, text: claim.reason })}</p>
            <WrittenValue claim={claim} />
            {ip !== null && isOfItsValue(claim) && (
              <Link href={`/floating-ips/${encodeURIComponent(ip)}?${mendQuery({ kind: "Pod", ...claim.pod })}`} scroll={false}>
                {mend("mend")}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What another value would put right; not that the pod has no address yet, or is on its way out. */
function isOfItsValue({ item, facts }: RejectedClaim): boolean {
  return typeof (item ?? facts["value"]) === "string";
}

function WrittenValue({ claim: { item, ip, facts } }: { claim: RejectedClaim }) {
  const t = useTranslations("floating-ip");
  const value = item ?? facts["value"];
  if (typeof value !== "string") return null;
  return (
    <p className="mt-1">
      <span className="text-text3">{t(item === null ? "rejected-whole" : "rejected-value")}</span>{" "}
      <code className="break-all rounded-badge bg-sunken px-1">{value === "" ? '""' : value}</code>{" "}
      {ip !== null && ip !== value && item !== null && <span className="text-text2">{t("rejected-means", { ip })}</span>}
    </p>
  );
}
