"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { buttonClass } from "#components/ui/button.tsx";
import { EmptyState, Skeleton } from "#components/ui/notice.tsx";
import { queries } from "#lib/client/queries.ts";
import type { AddressAnswer } from "#lib/contract/addresses.ts";
import type { Status } from "#lib/contract/status.ts";

/** No pod claims the address: what it is instead. Only said where all pods are known. */
export function NotFloating({ ip }: { ip: string }) {
  const t = useTranslations("floating-ip");
  const { data: status } = useQuery(queries.status());
  const { data } = useQuery(queries.address(ip));
  if (!status || !data) return <Skeleton rows={3} label={t("loading")} />;
  if (!arePodsKnown(status)) {
    return (
      <EmptyState tone="unk" icon="unknown" title={t("not-known", { ip })}>
        <p>{t("not-known-so")}</p>
        <ToList />
      </EmptyState>
    );
  }
  return (
    <EmptyState icon="search" title={t("not-floating", { ip: data.ip })}>
      <p>{data.answers.length === 0 ? t("is-unknown") : t("not-floating-so")}</p>
      <ul className="mt-1">
        {data.answers.map((answer) => (
          <li key={JSON.stringify(answer)} className="break-words font-semibold text-text">
            <What answer={answer} />
          </li>
        ))}
      </ul>
      <ToList />
    </EmptyState>
  );
}

export function NotAnAddress({ text }: { text: string }) {
  const t = useTranslations("floating-ip");
  return (
    <EmptyState tone="bad" icon="unserved" title={t("not-an-address", { text })}>
      <p>{t("not-an-address-so")}</p>
      <ToList />
    </EmptyState>
  );
}

function ToList() {
  const t = useTranslations("floating-ip");
  return (
    <p className="mt-3">
      <Link href="/" className={buttonClass()}>
        {t("to-list")}
      </Link>
    </p>
  );
}

function What({ answer }: { answer: AddressAnswer }): ReactNode {
  const t = useTranslations("floating-ip");
  switch (answer.is) {
    case "pod":
      return t("is-pod", {
        pod: `${answer.namespace}/${answer.name}`,
        on: answer.node === null ? "none" : "node",
        node: answer.node ?? "",
      });
    case "service":
      return t("is-service", {
        service: `${answer.namespace}/${answer.name}`,
        type: answer.type === "load-balancer" ? "balancer" : answer.type,
      });
    case "free":
      return t("is-free", { pool: answer.pool, in: answer.block === null ? "none" : "block", block: answer.block ?? "" });
    case "floating":
    case "outside":
      return t(`is-${answer.is}`);
    case "allocated":
      return t("is-allocated", { block: answer.block, to: answer.to });
    case "reserved":
      return t("is-reserved", { by: answer.by, cidr: answer.cidr });
    default:
      return t(`is-${answer.is}`, { node: answer.node, type: answer.type });
  }
}

function arePodsKnown({ sources }: Status): boolean {
  return sources.filter(({ source }) => source === "pods" || source.startsWith("pods/")).every(({ state }) => state === "synced");
}
