"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { Explained } from "#lib/contract/common.ts";
import { remedyLink } from "./remedy-link.ts";
import { usePlanSentence } from "./sentence.ts";

/** What would make possible what is not, under the sentence that says why; a link where it can be done here. */
export function Remedy({ remedy }: { remedy: Explained | null | undefined }) {
  const t = useTranslations("plan-view");
  const sentence = usePlanSentence();
  if (!remedy) return null;
  const link = remedyLink(remedy);
  return (
    <p className="mt-0.5 break-words text-text2">
      <span className="sr-only">{t("remedy")}: </span>
      <span aria-hidden="true">› </span>
      {sentence(remedy)}
      {link && (
        <>
          {" "}
          <Link href={link.href} className="underline">
            {t(link.label)}
          </Link>
        </>
      )}
    </p>
  );
}
