"use client";

import { useTranslations } from "use-intl";
import { StateBadge } from "#components/layout/state-badge.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { Consequence } from "#lib/contract/plans.ts";
import { usePlanSentence } from "./sentence.ts";

/** More names than these tell nobody more. */
const MAX_NAMES = 4;
const UNKNOWN = "rollout-after-unknown";

/** What is sure of an address while its pods are made anew, and when they are; which pods go. */
export function RolloutPhases({ rollout, after }: { rollout: NonNullable<Consequence["rollout"]>; after: Consequence["after"] }) {
  const t = useTranslations("plan-view");
  const sentence = usePlanSentence();
  const { replaced, during } = rollout;
  const names = replaced.slice(0, MAX_NAMES).map(({ namespace, name }) => `${namespace}/${name}`);
  return (
    <dl className="mt-2 grid gap-y-2 border-line border-t pt-2">
      <div>
        <dt className="text-11 text-text3">{t("during")}</dt>
        <dd className="break-words">
          {sentence(during)}
          {replaced.length > 0 && (
            <span className="block text-text2">
              {t("replaced", { count: replaced.length })} {names.join(", ")}
              {replaced.length > names.length && ` ${t("replaced-more", { count: replaced.length - names.length })}`}
            </span>
          )}
        </dd>
      </div>
      <div>
        <dt className="text-11 text-text3">{t("after-rollout")}</dt>
        <dd className="grid justify-items-start gap-0.5 break-words">
          {after && <StateBadge state={after.state} />}
          <span>
            {after === null && rollout.after.code === UNKNOWN && <Icon name="unknown" className="mr-1 inline text-unk" />}
            {sentence(rollout.after)}
          </span>
        </dd>
      </div>
    </dl>
  );
}
