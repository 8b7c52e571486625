"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslations } from "use-intl";
import { type FieldError, FieldErrors } from "#components/plan/field-errors.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { targetQueries } from "#lib/client/targets.ts";
import { canonicalAddress, compareAddresses } from "#lib/domain/address.ts";
import { StepCard } from "./step-card.tsx";
import type { Give } from "./use-give.ts";

/** Which of the addresses that the target claims are taken away. */
export function HeldCard({ give, errors }: { give: Give; errors: readonly (FieldError | null)[] }) {
  const t = useTranslations("give");
  return (
    <StepCard number={2} title={t("address")} aside={t("held-aside")}>
      {give.target === null ? (
        <p className="text-12 text-text2">{t("target-first")}</p>
      ) : (
        <Held give={give} target={give.target} errors={errors} />
      )}
    </StepCard>
  );
}

function Held({ give, target, errors }: { give: Give; target: NonNullable<Give["target"]>; errors: readonly (FieldError | null)[] }) {
  const t = useTranslations("give");
  const id = useId();
  const { data, error } = useQuery(targetQueries.one(target));
  // Why it cannot be read stands at the target.
  if (error && !data) return <p className="text-12 text-text2">{t("held-unknown")}</p>;
  if (!data) return <Skeleton rows={1} label={t("loading-target")} />;
  const { template, running } = data.target.claims;
  const chosen = new Set(give.ips.map((ip) => canonicalAddress(ip) ?? ip));
  const offered = [...new Set([...template, ...running, ...chosen])].toSorted(compareAddresses);
  if (offered.length === 0) return <p className="text-12 text-text2">{t("held-none")}</p>;
  return (
    <fieldset aria-describedby={`${id}-errors`} className="grid gap-2">
      <legend className="sr-only">{t("held")}</legend>
      {offered.map((ip) => (
        <label key={ip} className="flex flex-wrap items-center gap-x-2 text-12">
          <input
            type="checkbox"
            checked={chosen.has(ip)}
            onChange={({ target: { checked } }) => give.setIps(checked ? [...chosen, ip] : [...chosen].filter((one) => one !== ip))}
            className="size-4 accent-solid"
          />
          <span className="mono break-all font-semibold">{ip}</span>
          <span className="text-text2">{t("held-where", { where: whereOf(template.includes(ip), running.includes(ip)) })}</span>
        </label>
      ))}
      <FieldErrors id={`${id}-errors`} errors={errors.flatMap((one) => one ?? [])} />
    </fieldset>
  );
}

function whereOf(inTemplate: boolean, running: boolean): string {
  if (inTemplate) return running ? "both" : "template";
  return running ? "running" : "nowhere";
}
