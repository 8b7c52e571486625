"use client";

import { type DragEvent, type ReactNode, useId, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { usePreferences } from "#components/layout/preferences.tsx";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { RICH } from "#components/ui/rich.tsx";
import type { IncidentBundle } from "#lib/contract/bundle.ts";
import { formatFull } from "#lib/ui/format-time.ts";
import { type BundleProblem, MAX_MIB, openBundle } from "./read-bundle.ts";

type Held = { readonly name: string; readonly bundle: IncidentBundle };

/** Opens a bundle in the browser: nothing is uploaded, and no cluster is asked. */
export function BundleView({ children }: { children: (bundle: IncidentBundle) => ReactNode }) {
  const t = useTranslations("bundle");
  const [held, setHeld] = useState<Held | null>(null);
  const [problem, setProblem] = useState<BundleProblem | null>(null);
  const [isReading, setReading] = useState(false);
  const open = async (file: File | undefined) => {
    if (!file) return;
    setReading(true);
    setProblem(null);
    const opened = await openBundle(file);
    setReading(false);
    if ("problem" in opened) setProblem(opened.problem);
    else setHeld({ name: file.name, bundle: opened.bundle });
  };
  if (held)
    return (
      <div className="grid gap-4">
        <Label held={held} onClose={() => setHeld(null)} />
        {children(held.bundle)}
      </div>
    );
  return (
    <div className="grid gap-4">
      <h1 className="font-semibold text-20">{t("title")}</h1>
      <p className="max-w-prose text-text2">{t("about")}</p>
      <DropZone onFile={(file) => void open(file)} isReading={isReading} />
      {problem && (
        <p role="alert" className="flex items-start gap-2 text-bad">
          <Icon name="unserved" className="mt-0.5" />
          {t(`problems.${problem.code}`, problem.facts)}
        </p>
      )}
    </div>
  );
}

function DropZone({ onFile, isReading }: { onFile: (file: File | undefined) => void; isReading: boolean }) {
  const t = useTranslations("bundle");
  const [isOver, setOver] = useState(false);
  const field = useId();
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <section
      aria-label={t("title")}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFile(event.dataTransfer.files[0]);
      }}
      className={`flex flex-col items-center gap-2 rounded-card border border-dashed px-6 py-12 text-center ${isOver ? "border-accent bg-selected" : "border-control bg-surface"}`}
    >
      <p>{t("drop")}</p>
      <input
        id={field}
        type="file"
        accept=".json,application/json"
        disabled={isReading}
        onChange={(event) => onFile(event.target.files?.[0])}
        className="peer sr-only"
      />
      <label
        htmlFor={field}
        className={`${buttonClass("primary")} cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-accent peer-focus-visible:outline-offset-2`}
      >
        {t("choose")}
      </label>
      <p role="status" className="text-12 text-text3">
        {isReading ? t("reading") : t("limit", { mib: MAX_MIB })}
      </p>
    </section>
  );
}

/** When and where it was taken, above everything that it shows. */
function Label({ held: { name, bundle }, onClose }: { held: Held; onClose: () => void }) {
  const t = useTranslations("bundle");
  const locale = useLocale();
  const { zone } = usePreferences();
  const told = (at: string) => formatFull(at, { locale, zone });
  const { cluster, takenAt, range } = bundle;
  return (
    <section
      aria-label={t("title")}
      className="flex flex-wrap items-start gap-x-4 gap-y-2 rounded-card border-2 border-warn bg-surface px-4 py-3"
    >
      <Icon name="clock" className="mt-0.5 text-warn" />
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-semibold">{t("title")}</p>
        <p className="break-words">
          {t.rich("taken", {
            ...RICH,
            at: told(takenAt),
            cluster: cluster.name,
            kubernetes: cluster.kubernetesVersion ?? t("unknown-version"),
            calico: cluster.calico.version ?? t("unknown-version"),
            from: told(range.from),
            to: told(range.to),
          })}
        </p>
        <p className="break-all text-12 text-text3">{t("file", { name })}</p>
      </div>
      <Button onClick={onClose}>{t("another")}</Button>
    </section>
  );
}
