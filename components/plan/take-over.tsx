"use client";

import { type FormEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import type { Explained } from "#lib/contract/common.ts";
import type { Plan } from "#lib/contract/plans.ts";
import { FieldErrors } from "./field-errors.tsx";
import { usePlanSentence } from "./sentence.ts";

const UNCONFIRMED = "take-over-unconfirmed";

/** Claims of other namespaces: each is taken over only where its name was typed. */
export function TakeOver({
  plan,
  confirmed,
  onConfirm,
}: {
  plan: Plan | undefined;
  confirmed: readonly string[];
  onConfirm: (namespace: string) => void;
}) {
  const t = useTranslations("give");
  const open = plan?.blockers.filter(({ code }) => code === UNCONFIRMED) ?? [];
  if (open.length + confirmed.length === 0) return null;
  return (
    <Card title={t("take-over")}>
      <div className="grid gap-3">
        {confirmed.map((namespace) => (
          <p key={namespace} className="flex flex-wrap items-center gap-x-2 text-12">
            <Badge tone="warn" icon="check">
              {t("confirmed")}
            </Badge>
            {t("confirmed-so", { namespace })}
          </p>
        ))}
        {open.map((blocker) => (
          <Confirm key={blocker.text} blocker={blocker} onConfirm={onConfirm} />
        ))}
      </div>
    </Card>
  );
}

function Confirm({ blocker, onConfirm }: { blocker: Explained; onConfirm: (namespace: string) => void }) {
  const t = useTranslations("give");
  const sentence = usePlanSentence();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const namespace = String(blocker.facts["namespace"] ?? "");
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (typed.trim() === namespace) onConfirm(namespace);
    else setWrong(true);
  }
  return (
    <form onSubmit={submit} className="grid gap-2">
      <p className="break-words text-12">{sentence(blocker)}</p>
      <div className="flex flex-wrap items-end gap-2">
        <div className="grid gap-1">
          <label htmlFor={id} className="font-medium text-12">
            {t("type-namespace", { namespace })}
          </label>
          <input
            id={id}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={isWrong}
            aria-describedby={`${id}-error`}
            onChange={(event) => {
              setTyped(event.target.value);
              setWrong(false);
            }}
            className="mono h-9 w-64 max-w-full rounded-control border border-control bg-surface px-3 text-13"
          />
        </div>
        <Button type="submit">{t("confirm")}</Button>
      </div>
      <FieldErrors id={`${id}-error`} errors={isWrong ? [{ key: "wrong", text: t("wrong-namespace", { namespace }), code: null }] : []} />
    </form>
  );
}
