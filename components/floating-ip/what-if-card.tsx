"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { cutName } from "#components/layout/pod-name.tsx";
import { STATE_LOOK } from "#components/layout/state-badge.tsx";
import { TONE_TEXT } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { RICH } from "#components/ui/rich.tsx";
import { queries } from "#lib/client/queries.ts";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import { type Question, questionsAbout } from "./questions.ts";

/** What would become of this address if what it stands on went. */
export function WhatIfCard({ item }: { item: FloatingIp }) {
  const t = useTranslations("floating-ip");
  const questions = questionsAbout(item);
  if (questions.length === 0) return null;
  return (
    <Card title={t("what-if")} aside={t("what-if-aside")} padded={false} end={<Link href="/what-if">{t("ask-another")}</Link>}>
      <ul>
        {questions.map((question) => (
          <li key={question.search} className="border-line border-t px-4 py-2 text-12 first:border-t-0">
            <Link href={`/what-if?${question.search}`} className="break-words font-semibold text-text">
              {t(question.code, question.facts)}
            </Link>
            <Outcome item={item} question={question} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Outcome({ item, question }: { item: FloatingIp; question: Question }) {
  const t = useTranslations("floating-ip");
  const { data, error } = useQuery(queries.whatIf(question.body));
  if (!data) return <p className="text-text3">{error ? error.message : `${t("asking")}…`}</p>;
  const change = data.items.find(({ ip }) => ip === item.ip);
  if (!change) return <Line state={item.state}>{t("then-same")}</Line>;
  const { after } = change;
  return (
    <Line state={after?.state ?? "unserved"}>
      <After after={after} />
    </Line>
  );
}

function After({ after }: { after: FloatingIp | null }) {
  const t = useTranslations("floating-ip");
  if (after === null || after.state === "unserved") return t("then-unserved");
  const [backend] = after.backends;
  if (after.state === "serving" && backend) {
    return t.rich("then-serving", { ...RICH, pod: cutName(backend.name), podIp: backend.podIp ?? "", node: backend.node ?? "" });
  }
  if (after.state === "split") return t("then-split", { nodes: after.backends.map(({ node }) => node).join(", ") });
  return t(after.state === "disabled" ? "then-disabled" : "then-unknown");
}

function Line({ state, children }: { state: FloatingIp["state"]; children: React.ReactNode }) {
  const { tone, icon } = STATE_LOOK[state];
  return (
    <p className="flex items-start gap-1.5 text-text2">
      <Icon name={icon} className={`mt-px size-3.5 ${TONE_TEXT[tone]}`} />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}
