"use client";

import { useTranslations } from "use-intl";
import { PodName } from "#components/layout/pod-name.tsx";
import { useSentence } from "#components/layout/words.tsx";
import { Card } from "#components/ui/card.tsx";
import type { ClientRoute } from "#lib/contract/floating-ips.ts";

/** Which pod answers whom: what makes a split visible. */
export function ClientsCard({ clients }: { clients: readonly ClientRoute[] }) {
  const t = useTranslations("floating-ip");
  const sentence = useSentence("reasons-cluster", "reasons");
  return (
    <Card title={t("clients")} aside={t("clients-aside")} padded={false} className="@container">
      <ul>
        {clients.map((route) => (
          <li
            key={`${route.from} ${route.node}`}
            className="grid gap-x-4 border-line border-t px-4 py-2 text-12 first:border-t-0 @[32rem]:grid-cols-[10rem_minmax(0,1fr)]"
          >
            <span className="font-semibold">{t(`from-${route.from}`, { node: route.node ?? "" })}</span>
            <div className="min-w-0">
              {route.backends.length === 0 && t("nobody")}
              {route.backends.map((pod) => (
                <div key={pod.uid}>
                  <PodName pod={pod} /> <span className="mono text-text2">{pod.podIp}</span> <span className="text-text3">{pod.node}</span>
                </div>
              ))}
              {route.code !== null && <p className="text-text2">{sentence({ ...route, text: route.reason })}</p>}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
