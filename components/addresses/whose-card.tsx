"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import { type ReasonLine, Reasons } from "#components/ui/reasons.tsx";
import { queries } from "#lib/client/queries.ts";
import type { AddressAnswer } from "#lib/contract/addresses.ts";
import type { AddressSpace } from "#lib/contract/pools.ts";
import { cidrContains, parseAddress } from "#lib/domain/address.ts";

type Props = { readonly at: string | null; readonly answer: AddressSpace; readonly onPick: (ip: string | null) => void };

/** Any address, typed or pointed at: what it is, all that holds at once, and where to read on. */
export function WhoseCard({ at, answer, onPick }: Props) {
  const t = useTranslations("addresses");
  const [typed, setTyped] = useState(at ?? "");
  useEffect(() => setTyped(at ?? ""), [at]);
  const address = at === null ? null : parseAddress(at);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPick(typed.trim() === "" ? null : (parseAddress(typed.trim())?.text ?? typed.trim()));
  };
  return (
    <Card title={t("whose")}>
      <form onSubmit={submit} className="flex gap-2">
        <label className="min-w-0 flex-1">
          <span className="sr-only">{t("whose-field")}</span>
          <input
            data-filter
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder="10.244.3.77"
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            className="mono h-8 w-full rounded-control border border-control bg-surface px-3 text-13 placeholder:text-text3 max-narrow:h-10"
          />
        </label>
        <Button type="submit">{t("look-up")}</Button>
      </form>
      <div aria-live="polite" className="mt-3">
        {at === null && <p className="text-12 text-text2">{t("whose-empty")}</p>}
        {at !== null && !address && <p className="text-12 text-bad">{t("whose-invalid", { text: at })}</p>}
        {address && <Story ip={address.text} answer={answer} />}
      </div>
    </Card>
  );
}

function Story({ ip, answer }: { ip: string; answer: AddressSpace }) {
  const t = useTranslations("addresses");
  const { data } = useQuery(queries.address(ip));
  const place = answer.floating.find((floating) => floating.ip === ip);
  const node = answer.nodes.find(({ podCidrs }) => podCidrs.some((cidr) => cidrContains(cidr, ip)));
  const leak = answer.leaks?.find((one) => one.ip === ip);
  const lines: ReasonLine[] = (data?.answers ?? []).map((one) => ({
    key: JSON.stringify(one),
    ...lookOf(one),
    text: <What answer={one} />,
  }));
  if (data?.answers.length === 0) lines.push({ key: "unknown", tone: "unk", icon: "unknown", text: t("is-unknown") });
  if (place && place.standing !== "safe") {
    const isBad = place.standing === "conflict";
    lines.push({
      key: "standing",
      tone: isBad ? "bad" : place.standing === "at-risk" ? "warn" : "unk",
      icon: isBad ? "unserved" : place.standing === "at-risk" ? "warn" : "unknown",
      text: t(`standing-told.${place.standing}`),
    });
  }
  if (leak) lines.push({ key: "leak", tone: "warn", icon: "warn", text: t("leak-told", { pod: `${leak.namespace}/${leak.name}` }) });
  if (node) {
    const cidr = node.podCidrs.find((text) => cidrContains(text, ip)) ?? "";
    const text = t(answer.ipamObeys === "podCIDR" ? "in-range-obeyed" : "in-range-ignored", { node: node.name, cidr });
    lines.push({ key: "range", tone: "plain", icon: "info", text });
  }
  return (
    <>
      <p className="mono font-semibold text-15">{ip}</p>
      {data ? <Reasons lines={lines} /> : <p className="text-12 text-text3">{t("loading")}</p>}
      <p className="mt-2 flex gap-4 text-12">
        <Link href={`/floating-ips/${encodeURIComponent(ip)}`}>{t("to-address")}</Link>
        <Link href={`/history?ip=${encodeURIComponent(ip)}`}>{t("to-history")}</Link>
      </p>
    </>
  );
}

function lookOf({ is }: AddressAnswer): { readonly tone: ReasonLine["tone"]; readonly icon: IconName } {
  if (is === "floating") return { tone: "ok", icon: "buoy" };
  if (is === "free") return { tone: "ok", icon: "check" };
  if (is === "node" || is === "tunnel") return { tone: "plain", icon: "node" };
  return { tone: "plain", icon: "info" };
}

function What({ answer }: { answer: AddressAnswer }): ReactNode {
  const t = useTranslations("addresses");
  switch (answer.is) {
    case "floating":
      return t.rich("is-floating", {
        state: answer.state,
        link: (text) => <Link href={`/floating-ips/${encodeURIComponent(answer.ip)}`}>{text}</Link>,
      });
    case "pod":
      return t("is-pod", {
        pod: `${answer.namespace}/${answer.name}`,
        on: answer.node === null ? "none" : "node",
        node: answer.node ?? "",
      });
    case "node":
      return t("is-node", { node: answer.node, type: answer.type });
    case "tunnel":
      return t("is-tunnel", { node: answer.node, type: answer.type });
    case "service":
      return t("is-service", {
        service: `${answer.namespace}/${answer.name}`,
        type: answer.type === "load-balancer" ? "balancer" : answer.type,
      });
    case "reserved":
      return t("is-reserved", { by: answer.by, cidr: answer.cidr });
    case "allocated":
      return t("is-allocated", { block: answer.block, to: answer.to });
    case "free":
      return t("is-free", { pool: answer.pool, in: answer.block === null ? "none" : "block", block: answer.block ?? "" });
    case "outside":
      return t("is-outside");
  }
}
