"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { historyQueries } from "#lib/client/history.ts";
import { queries } from "#lib/client/queries.ts";
import { AsOfCard } from "./as-of-card.tsx";
import { BandCard } from "./band-card.tsx";
import { DetectionsCard } from "./detections-card.tsx";
import { LastChange } from "./last-change.tsx";
import { NotFloating, What } from "./not-floating.tsx";
import { NotesCard } from "./notes-card.tsx";
import { TransitionsCard } from "./transitions-card.tsx";

/** Nobody claims the address. What history knows of it is shown all the same; where it knows nothing, what the address is instead. */
export function Unclaimed({ ip }: { ip: string }) {
  const history = useInfiniteQuery(historyQueries.history({ ip }));
  const notes = useQuery(historyQueries.notes(ip));
  const isRemembered = (history.data?.pages[0]?.items.length ?? 0) > 0 || (notes.data?.notes ?? null) !== null;
  if (isRemembered) return <Past ip={ip} />;
  return (
    <>
      <h1 className="break-all font-mono font-semibold text-20 narrow:text-28">{ip}</h1>
      <NotFloating ip={ip} />
    </>
  );
}

function Past({ ip }: { ip: string }) {
  const t = useTranslations("floating-ip.history");
  const history = useInfiniteQuery(historyQueries.history({ ip }));
  const { data: address } = useQuery(queries.address(ip));
  const last = history.data?.pages[0]?.items[0];
  return (
    <div className="grid gap-4">
      <header className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="break-all font-mono font-semibold text-20 narrow:text-28">{ip}</h1>
          <Badge tone="unk" icon="disabled" tinted>
            {t("released-word")}
          </Badge>
        </div>
        <p className="mt-1 break-words text-16">{t("released")}</p>
        {address && address.answers.length > 0 && (
          <p className="mt-1 break-words text-text2">
            {t("is-now")}{" "}
            {address.answers.map((answer, at) => (
              <span key={JSON.stringify(answer)}>
                {at > 0 && "; "}
                <What answer={answer} />
              </span>
            ))}
            .
          </p>
        )}
        {last && <LastChange transition={last} />}
      </header>
      <div className="grid items-start gap-4 wide:grid-cols-[minmax(0,1fr)_368px]">
        <div className="grid min-w-0 gap-4">
          <BandCard ip={ip} />
          <TransitionsCard ip={ip} />
        </div>
        <div className="grid min-w-0 gap-4">
          <AsOfCard ip={ip} />
          <DetectionsCard ip={ip} />
          <NotesCard ip={ip} />
        </div>
      </div>
    </div>
  );
}
