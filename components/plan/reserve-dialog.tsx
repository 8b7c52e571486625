"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { addressSpaceQueries } from "#lib/client/address-space.ts";
import { type PlanSource, planQueries } from "#lib/client/plans.ts";
import { FieldErrors } from "./field-errors.tsx";
import { refusalsAt, useRefusals } from "./refusals.ts";
import { useSettled } from "./use-settled.ts";
import { WriteDialog } from "./write-dialog.tsx";

const PAUSE_MS = 400;
const NEW_NAME = "floating-ips";
/** Never asked: a query wants a key also while there is nothing to ask. */
const NOTHING: PlanSource = { undo: "" };

/** Holds addresses against IPAM, in a reservation of that name: a new one, or one that is extended. */
export function ReserveDialog({
  cidrs,
  name: given = null,
  onClose,
}: {
  cidrs: readonly string[];
  name?: string | null;
  onClose: () => void;
}) {
  const t = useTranslations("reserve");
  const [typed, setTyped] = useState(cidrs.join(", "));
  const [name, setName] = useState(given ?? NEW_NAME);
  const names = useId();
  const { data: space } = useQuery(addressSpaceQueries.space());
  const known = [...new Set(space?.reservations.map((one) => one.name))];
  const [range, called] = [useSettled(typed, PAUSE_MS), useSettled(name, PAUSE_MS)];
  const ranges = range.settled.split(/[\s,]+/).filter((one) => one !== "");
  const held = called.settled.trim();
  const source: PlanSource | null = ranges.length > 0 && held !== "" ? { intent: { action: "reserve", cidrs: ranges, name: held } } : null;
  const { error } = useQuery({ ...planQueries.plan(source ?? NOTHING), enabled: source !== null });
  const refusals = useRefusals(source === null ? null : error).map((one) => ({ ...one, key: `${one.pointer} ${one.text}` }));
  return (
    <WriteDialog title={t("title")} source={source} isTyping={!(range.isSettled && called.isSettled)} onClose={onClose}>
      <p className="text-12 text-text2">{t("so")}</p>
      <Field label={t("ranges")} value={typed} onChange={setTyped} errors={refusalsAt(refusals, "/cidrs")} />
      <Field
        label={t("name")}
        value={name}
        onChange={setName}
        errors={refusalsAt(refusals, "/name")}
        list={names}
        about={t(known.includes(held) ? "name-known" : "name-new")}
      />
      <datalist id={names}>
        {known.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {source === null && <p className="pb-4 text-12 text-text2">{t("not-enough")}</p>}
    </WriteDialog>
  );
}

/** Lets IPAM have addresses again. */
export function ReleaseDialog({ cidrs, name, onClose }: { cidrs: readonly string[]; name: string; onClose: () => void }) {
  const t = useTranslations("reserve");
  return (
    <WriteDialog
      title={t("release-title", { name })}
      source={{ intent: { action: "unreserve", cidrs: [...cidrs], name } }}
      onClose={onClose}
    >
      <p className="text-12 text-text2">{t("release-so", { cidrs: cidrs.join(", ") })}</p>
    </WriteDialog>
  );
}

function Field({
  label,
  value,
  onChange,
  errors,
  list,
  about,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  errors: readonly { readonly pointer: string; readonly text: string; readonly code: string | null }[];
  list?: string;
  about?: string;
}) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold text-12">
        {label}
      </label>
      <input
        id={id}
        value={value}
        list={list}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={errors.length > 0}
        aria-describedby={`${id}-errors`}
        onChange={(event) => onChange(event.target.value)}
        className="mono h-9 w-full rounded-control border border-control bg-surface px-3 text-13"
      />
      {about && <p className="text-12 text-text2">{about}</p>}
      <FieldErrors id={`${id}-errors`} errors={errors.map((one) => ({ ...one, key: `${one.pointer} ${one.text}` }))} />
    </div>
  );
}
