"use client";

import { clsx } from "clsx";
import { useId } from "react";
import { useTranslations } from "use-intl";
import { type FieldError, FieldErrors } from "#components/plan/field-errors.tsx";
import { SCOPES, scopesOf } from "./give-source.ts";
import { StepCard } from "./step-card.tsx";
import type { Give } from "./use-give.ts";

const LASTING = { template: "text-text2", running: "text-warn", both: "text-ok" } as const;

/** Whether new pods get the claim, those that run, or both; each with what it means. */
export function ScopeCard({ give, errors }: { give: Give; errors: readonly FieldError[] }) {
  const t = useTranslations("give");
  const id = useId();
  const { action, target, scope } = give;
  const possible = target === null ? SCOPES : scopesOf(target.kind);
  return (
    <StepCard number={3} title={t("scope")} aside={t(`scope-aside-${action}`)}>
      <fieldset aria-describedby={`${id}-errors`} className="grid gap-2 narrow:grid-cols-3">
        <legend className="sr-only">{t("scope")}</legend>
        {SCOPES.map((one) => {
          const isPossible = possible.includes(one);
          return (
            <label
              key={one}
              className={clsx(
                "grid grid-cols-[16px_minmax(0,1fr)] content-start gap-x-2 rounded-control border px-3 py-2 text-12 focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-2",
                one === scope ? "border-accent bg-selected" : "border-line2",
                isPossible ? "cursor-pointer hover:bg-hover" : "cursor-not-allowed bg-sunken",
              )}
            >
              <input
                type="radio"
                name={id}
                value={one}
                checked={one === scope}
                disabled={!isPossible}
                onChange={() => give.setScope(one)}
                className="mt-0.5 size-4 accent-solid outline-none"
              />
              <span>
                <span className="font-semibold text-13">{t(`scope-${one}`)}</span>
                <span className="block text-text2">{t(`scope-${one}-${action}`)}</span>
                {isPossible ? (
                  <span className={clsx("block", LASTING[one])}>{t(`scope-${one}-lasting-${action}`)}</span>
                ) : (
                  <span className="block text-text2">{t(target?.kind === "Job" ? "no-template-job" : "no-template-pod")}</span>
                )}
              </span>
            </label>
          );
        })}
      </fieldset>
      <FieldErrors id={`${id}-errors`} errors={errors} />
    </StepCard>
  );
}
