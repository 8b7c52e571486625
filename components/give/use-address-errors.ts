"use client";

import { useQueries } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { FieldError } from "#components/plan/field-errors.tsx";
import { type FieldRefusal, refusalsAt } from "#components/plan/refusals.ts";
import { usePlanSentence } from "#components/plan/sentence.ts";
import { queries } from "#lib/client/queries.ts";
import { checkAddressForm } from "#lib/domain/plan/address-form.ts";
import { addressIssue } from "./address-issues.ts";

/**
 * Why each of some addresses is refused; `null` for one that is not.
 *
 * @param refusals Of the plan. @param isPlanned Whether a plan decides; before that, its form and whose it is do.
 */
export function useAddressErrors(
  ips: readonly string[],
  refusals: readonly FieldRefusal[],
  isPlanned: boolean,
): readonly (FieldError | null)[] {
  const t = useTranslations("give");
  const sentence = usePlanSentence();
  const known = useQueries({
    queries: ips.map((ip) => ({ ...queries.address(ip), enabled: !isPlanned && checkAddressForm(ip).ok })),
  });
  return ips.map((ip, at) => {
    const [refused] = refusalsAt(refusals, `/ips/${at}`);
    if (refused) return { key: `${at}`, text: refused.text, code: refused.code };
    const issue = addressIssue(ip, isPlanned ? undefined : known[at]?.data?.answers);
    if (!issue) return null;
    const { code, facts } = issue.reason;
    const text = code === "outside-pools" ? t(code, { ip }) : sentence({ code, facts, text: null });
    return { key: `${at}`, text, code: issue.code };
  });
}
