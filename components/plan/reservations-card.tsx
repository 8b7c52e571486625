"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { useChanged } from "#components/ui/use-changed.ts";
import { addressSpaceQueries } from "#lib/client/address-space.ts";
import type { AddressSpace } from "#lib/contract/pools.ts";
import { cidrContains } from "#lib/domain/address.ts";
import { useWritePlace } from "./use-write-place.ts";

/** What is held against IPAM, by whom, which floating IPs stand in it, and the ways to change that. */
export function ReservationsCard() {
  const t = useTranslations("reserve");
  const { open } = useWritePlace();
  const { data } = useQuery(addressSpaceQueries.space());
  const held = data ? byName(data) : [];
  const changed = useChanged(
    "",
    useMemo(() => data?.reservations.map(({ name, cidr }) => ({ key: `${name} ${cidr}`, state: "" })), [data]),
  );
  return (
    <Card
      title={t("reservations")}
      aside={t("reservations-aside")}
      padded={false}
      end={
        <Button small onClick={() => open({ reserve: "" })}>
          {t("new")}
        </Button>
      }
    >
      {held.length === 0 && <p className="px-4 py-3 text-12 text-text2">{t("none")}</p>}
      <ul>
        {held.map(({ name, cidrs }) => (
          <li key={name} className="border-line border-t px-4 py-2 text-12 first:border-t-0">
            <div className="flex flex-wrap items-center gap-x-3">
              <span className="break-all font-semibold">{name}</span>
              <span className="ml-auto">
                <Button look="quiet" small onClick={() => open({ reserve: "", held: name })}>
                  {t("extend")}
                </Button>
              </span>
            </div>
            <ul>
              {cidrs.map(({ cidr, floating }) => (
                <li key={cidr} className={clsx("flex flex-wrap items-center gap-x-3", changed.has(`${name} ${cidr}`) && "bg-selected")}>
                  {changed.has(`${name} ${cidr}`) && <strong className="text-accent">{t("changed")}</strong>}
                  <span className="mono break-all">{cidr}</span>
                  <span className="text-text2">{t("floating", { count: floating })}</span>
                  <span className="ml-auto">
                    <Button
                      look="quiet"
                      small
                      aria-label={t("release-of", { cidr, name })}
                      onClick={() => open({ release: cidr, held: name })}
                    >
                      {t("release")}
                    </Button>
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function byName({ reservations, floating }: AddressSpace) {
  const names = [...new Set(reservations.map(({ name }) => name))];
  return names.map((name) => ({
    name,
    cidrs: reservations
      .filter((one) => one.name === name)
      .map(({ cidr }) => ({
        cidr,
        floating: floating.filter(({ reservedBy, ip }) => reservedBy.includes(name) && cidrContains(cidr, ip)).length,
      })),
  }));
}
