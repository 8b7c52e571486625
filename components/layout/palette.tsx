"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Modal } from "#components/ui/modal.tsx";
import { queries } from "#lib/client/queries.ts";
import { matchesFilter, sortByUrgency } from "#lib/contract/floating-ip-filter.ts";
import { canonicalAddress } from "#lib/domain/address.ts";
import { PAGES } from "./nav.tsx";
import { StateBadge } from "./state-badge.tsx";

/** A page that no entry of the navigation leads to. */
const GIVE = { key: "give", path: "/give" } as const;
const MAX_SHOWN = 12;
const ITEM = "flex cursor-pointer items-center gap-3 rounded-control px-3 py-2 text-13 data-[selected=true]:bg-selected";

/** Jumps to a page, a floating IP by anything known of it, or any address typed. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell");
  const common = useTranslations("common");
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const { data: list } = useQuery(queries.list());
  const address = canonicalAddress(typed.trim());
  const found = sortByUrgency((list?.items ?? []).filter((item) => item.ip !== address && matchesFilter(item, { q: typed }))).slice(
    0,
    MAX_SHOWN,
  );
  const pages = [...PAGES, GIVE].filter(({ key }) => t(`nav.${key}`).toLowerCase().includes(typed.trim().toLowerCase()));
  const go = (path: string) => {
    router.push(path);
    onClose();
  };
  return (
    <Modal title={t("palette.title")} close={common("close")} onClose={onClose}>
      <Command shouldFilter={false} label={t("palette.title")} className="p-2">
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          autoFocus
          placeholder={t("search")}
          className="mb-2 h-9 w-full rounded-control border border-control bg-surface px-3 text-13 outline-offset-0"
        />
        <Command.List>
          <Command.Empty className="px-3 py-6 text-center text-text2">{t("palette.empty")}</Command.Empty>
          {/* The first of all, list or no list: what Enter does must not change while the list arrives. */}
          {address && (
            <Command.Item value={`address ${address}`} onSelect={() => go(`/floating-ips/${encodeURIComponent(address)}`)} className={ITEM}>
              {t("palette.open", { ip: address })}
            </Command.Item>
          )}
          {address && (
            <Command.Item value={`whose ${address}`} onSelect={() => go(`/addresses?at=${encodeURIComponent(address)}`)} className={ITEM}>
              {t("palette.whose", { ip: address })}
            </Command.Item>
          )}
          {address && (
            <Command.Item value={`give ${address}`} onSelect={() => go(`/give?ip=${encodeURIComponent(address)}`)} className={ITEM}>
              {t("palette.give", { ip: address })}
            </Command.Item>
          )}
          {found.map((item) => (
            <Command.Item
              key={item.ip}
              value={item.ip}
              onSelect={() => go(`/floating-ips/${encodeURIComponent(item.ip)}`)}
              className={ITEM}
            >
              <span className="mono min-w-28">{item.ip}</span>
              <StateBadge state={item.state} />
              <span className="truncate text-12 text-text2">
                {item.backends.map(({ namespace, name }) => `${namespace}/${name}`).join(", ")}
              </span>
            </Command.Item>
          ))}
          {pages.map(({ key, path }) => (
            <Command.Item key={key} value={`page ${key}`} onSelect={() => go(path)} className={ITEM}>
              {t(`nav.${key}`)}
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Modal>
  );
}
