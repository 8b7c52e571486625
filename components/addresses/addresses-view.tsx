"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useCallback, useDeferredValue, useMemo } from "react";
import { useTranslations } from "use-intl";
import { useIsStale } from "#components/layout/live.tsx";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { useSentence } from "#components/layout/words.tsx";
import { OpenForms } from "#components/plan/open-forms.tsx";
import { ReservationsCard } from "#components/plan/reservations-card.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState, Skeleton } from "#components/ui/notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { useChanged } from "#components/ui/use-changed.ts";
import { addressSpaceQueries } from "#lib/client/address-space.ts";
import type { AddressSpace } from "#lib/contract/pools.ts";
import { parseAddress } from "#lib/domain/address.ts";
import { BlockTable } from "./block-table.tsx";
import { FloatingCard } from "./floating-card.tsx";
import { FreeCard } from "./free-card.tsx";
import { LEGEND, Swatch } from "./look.tsx";
import { MapCard } from "./map-card.tsx";
import { hasMap } from "./map-model.ts";
import { ObeysNote } from "./obeys-note.tsx";
import { OpenBlock } from "./open-block.tsx";
import { rowAt, rowsOf } from "./rows.ts";
import { Ruler } from "./ruler.tsx";
import { SpaceCounts } from "./space-counts.tsx";
import { SpacePicker } from "./space-picker.tsx";
import { type Space, spaceAt, spacesOf } from "./spaces.ts";
import { useSpace } from "./use-space.ts";
import { WhoseCard } from "./whose-card.tsx";

/** Where floating IPs stand among pools, blocks and ranges, whose an address is, and which may be given out. */
export function AddressesView() {
  const t = useTranslations("addresses");
  const { data, error, refetch } = useQuery(addressSpaceQueries.space());
  const isStale = useIsStale();
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <h1 className="font-semibold text-20">{t("title")}</h1>
        <span className="ml-auto inline-flex gap-2 print:hidden">
          {(["csv", "json"] as const).map((format) => (
            <a key={format} href={`/api/v1/pools?format=${format}`} download className={buttonClass("plain")}>
              {format.toUpperCase()}
            </a>
          ))}
        </span>
      </div>
      {data ? (
        <div className={clsx(isStale && "stale-ground")}>
          {isStale && <p className="mb-2 text-12 text-warn">{t("stale")}</p>}
          <Spaces answer={data} />
        </div>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton rows={8} label={t("loading")} />
      )}
    </>
  );
}

function Spaces({ answer }: { answer: AddressSpace }) {
  const t = useTranslations("addresses");
  const { chosen, at, view, set } = useSpace();
  const spaces = useMemo(() => spacesOf(answer), [answer]);
  // The picture first: what stands below it is for a second look.
  const later = useDeferredValue<AddressSpace | null>(answer, null);
  const address = at === null ? null : parseAddress(at);
  const holding = address && spaceAt(spaces, address.family, address.value);
  // A link to an address shows the range that holds it, whatever was chosen before.
  const space = spaces.find(({ key }) => key === chosen) ?? holding ?? spaces[0] ?? null;
  const pick = useCallback(
    (ip: string | null) => {
      const target = ip === null ? null : parseAddress(ip);
      const owner = target && spaceAt(spaces, target.family, target.value);
      void set(owner ? { at: ip, pool: owner.key } : { at: ip });
    },
    [spaces, set],
  );
  return (
    <>
      <ObeysNote ipamObeys={answer.ipamObeys} />
      <Doubts answer={answer} />
      <div className="grid grid-cols-[minmax(0,1fr)_368px] items-start gap-4 max-[1200px]:grid-cols-1">
        <div className="min-w-0">
          {space ? (
            <>
              <SpacePicker spaces={spaces} value={space.key} onChange={(key) => void set({ pool: key, at: null })} />
              <Picture
                key={space.key}
                space={space}
                answer={answer}
                at={at}
                view={view}
                onView={(next) => void set({ view: next })}
                onPick={pick}
              />
            </>
          ) : (
            <EmptyState icon="info" title={t("no-pools")}>
              <p>{t("no-pools-so")}</p>
            </EmptyState>
          )}
        </div>
        <div className="grid min-w-0 gap-4 max-[1200px]:order-first max-[1200px]:grid-cols-2 max-narrow:grid-cols-1">
          <WhoseCard at={at} answer={answer} onPick={pick} />
          <FreeCard pool={space?.pool?.name ?? null} onPick={pick} />
          <ReservationsCard />
        </div>
      </div>
      <OpenForms />
      {later && <FloatingCard answer={later} onPick={pick} />}
    </>
  );
}

type PictureProps = {
  readonly space: Space;
  readonly answer: AddressSpace;
  readonly at: string | null;
  readonly view: "rows" | "map";
  readonly onView: (view: "rows" | "map") => void;
  readonly onPick: (ip: string) => void;
};

function Picture({ space, answer, at, view, onView, onPick }: PictureProps) {
  const t = useTranslations("addresses");
  const rows = useMemo(() => rowsOf(space.cidr, space.blocks, space.blockSize), [space]);
  const changed = useChanged(
    space.key,
    useMemo(
      () => space.blocks.map(({ cidr, affinity, node, cells }) => ({ key: cidr, state: `${affinity} ${node} ${cells}` })),
      [space.blocks],
    ),
  );
  const address = at === null ? null : parseAddress(at);
  const value = address?.family === space.family ? address.value : null;
  const row = value === null ? undefined : rows[rowAt(rows, value)];
  const isMapped = hasMap(space);
  const isSecond = useDeferredValue(true, false);
  const isMapFirst = isMapped && view === "map";
  return (
    <>
      <SpaceCounts space={space} />
      <Ruler space={space} rows={rows} answer={answer} at={at} onPick={onPick} />
      {isMapFirst && <MapCard space={space} answer={answer} at={at} onPick={onPick} />}
      {row?.kind === "block" && value !== null && (
        <OpenBlock row={row} family={space.family} ordinal={Number(value - row.first)} onPick={onPick} />
      )}
      <Card
        title={t("blocks")}
        aside={t("blocks-aside", { count: space.blocks.length })}
        padded={false}
        className="mb-4"
        end={
          isMapped && (
            <Segmented
              label={t("view")}
              value={view}
              onChange={onView}
              options={[
                { value: "rows", label: t("view-rows") },
                { value: "map", label: t("view-map") },
              ]}
            />
          )
        }
      >
        <Legend />
        {(isSecond || !isMapFirst) && <BlockTable rows={rows} family={space.family} value={value} changed={changed} onPick={onPick} />}
      </Card>
    </>
  );
}

function Legend() {
  const t = useTranslations("addresses");
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 border-line border-b px-4 py-2 text-11 text-text2">
      {LEGEND.map((key) => (
        <li key={key} className="inline-flex items-center gap-1">
          <Swatch look={key} />
          {t(`look.${key}`)}
        </li>
      ))}
    </ul>
  );
}

function Doubts({ answer: { doubts, strays } }: { answer: AddressSpace }) {
  const t = useTranslations("addresses");
  const sentence = useSentence("reasons", "reasons-cluster");
  if (doubts.length === 0 && strays.length === 0) return null;
  return (
    <ul className="mb-4 grid gap-1 rounded-card border border-unkfill border-dashed bg-surface px-4 py-3 text-12">
      {doubts.map((doubt) => (
        <li key={JSON.stringify(doubt)}>{sentence(doubt)}</li>
      ))}
      {strays.length > 0 && (
        <li>
          {t("strays", {
            count: strays.length,
            blocks: strays
              .slice(0, 5)
              .map(({ cidr }) => cidr)
              .join(", "),
          })}
        </li>
      )}
    </ul>
  );
}
