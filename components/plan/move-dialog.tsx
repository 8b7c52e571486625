"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { Segmented } from "#components/ui/segmented.tsx";
import { type PlanSource, planQueries } from "#lib/client/plans.ts";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import { FieldErrors } from "./field-errors.tsx";
import { podOf } from "./move-choices.ts";
import { MoveTarget } from "./move-target.tsx";
import { useRefusals } from "./refusals.ts";
import { TakeOver } from "./take-over.tsx";
import { WriteDialog } from "./write-dialog.tsx";

const ORDERS = ["attach-first", "release-first"] as const;
type Order = (typeof ORDERS)[number];

/** Never asked: a query wants a key also while there is nothing to ask. */
const NOTHING: PlanSource = { undo: "" };

/** Makes one pod the backend of an address: which pod, in which order, whether templates follow and who stands by; then the plan. */
export function MoveDialog({
  item,
  to,
  onTo,
  onClose,
}: {
  item: Pick<FloatingIp, "ip" | "nodes" | "backends">;
  /** `namespace/name`; empty while none is chosen. */
  to: string;
  onTo: (to: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations("move");
  const [order, setOrder] = useState<Order>("attach-first");
  const [templates, setTemplates] = useState(false);
  const [standbys, setStandbys] = useState(false);
  const [drill, setDrill] = useState(false);
  const [confirmed, setConfirmed] = useState<{ readonly to: string; readonly namespaces: readonly string[] }>({ to, namespaces: [] });
  const errors = useId();
  const pod = podOf(to);
  const takeOver = confirmed.to === to ? confirmed.namespaces : [];
  const source: PlanSource | null = pod && {
    intent: { action: "move", ip: item.ip, to: pod, order, templates, standbys, takeOver: [...takeOver] },
  };
  const { data: plan, error } = useQuery({ ...planQueries.plan(source ?? NOTHING), enabled: source !== null });
  const refusals = useRefusals(source === null ? null : error).map((one) => ({ ...one, key: `${one.pointer} ${one.text}` }));
  return (
    <WriteDialog title={t("title", { ip: item.ip })} source={source} drill={drill} onClose={onClose}>
      <MoveTarget item={item} to={to} onTo={onTo} describedBy={errors} />
      <FieldErrors id={errors} errors={refusals} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-12">
        <Segmented label={t("order")} options={ORDERS.map((value) => ({ value, label: t(value) }))} value={order} onChange={setOrder} />
        <p className="min-w-0 flex-1 basis-60 text-text2">{t(`${order}-so`)}</p>
      </div>
      <Check label={t("templates")} about={t("templates-so")} isOn={templates} onChange={setTemplates} />
      <Check label={t("standbys")} about={t("standbys-so")} isOn={standbys} onChange={setStandbys} />
      <Check label={t("drill")} about={t("drill-so")} isOn={drill} onChange={setDrill} />
      <TakeOver plan={plan} confirmed={takeOver} onConfirm={(namespace) => setConfirmed({ to, namespaces: [...takeOver, namespace] })} />
      {!pod && <p className="pb-4 text-12 text-text2">{t("choose-first")}</p>}
    </WriteDialog>
  );
}

function Check({ label, about, isOn, onChange }: { label: string; about: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  const id = useId();
  return (
    <div className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2 text-12">
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        aria-describedby={`${id}-so`}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5"
      />
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <p id={`${id}-so`} className="col-start-2 text-text2">
        {about}
      </p>
    </div>
  );
}
