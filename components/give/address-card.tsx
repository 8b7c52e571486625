"use client";

import { useTranslations } from "use-intl";
import type { FieldError } from "#components/plan/field-errors.tsx";
import { FreeList } from "./free-list.tsx";
import { StepCard } from "./step-card.tsx";
import { TokenField } from "./token-field.tsx";
import type { Give } from "./use-give.ts";

/** Which addresses: typed, or taken from those that are free. */
export function AddressCard({
  give,
  draft,
  onDraft,
  errors,
}: {
  give: Give;
  draft: string;
  onDraft: (text: string) => void;
  /** One for each address, and for the draft behind them. */
  errors: readonly (FieldError | null)[];
}) {
  const t = useTranslations("give");
  return (
    <StepCard number={1} title={t("address")} aside={t("address-aside")}>
      <TokenField give={give} draft={draft} onDraft={onDraft} errors={errors} />
      <FreeList held={give.ips} onAdd={(ip) => give.add([ip])} onRemove={(ip) => give.remove(give.ips.indexOf(ip))} />
    </StepCard>
  );
}
