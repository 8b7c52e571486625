"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { Moment, useSentence } from "#components/layout/words.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { useAcknowledge } from "#lib/client/history-mutations.ts";
import { ProblemError } from "#lib/client/http.ts";
import { queries } from "#lib/client/queries.ts";
import type { Transition } from "#lib/contract/history.ts";

const MAX_COMMENT = 1_000;

/** Who has seen it, and what they said; or the way to say so. `readOnly` is for what is not the console's own history. */
export function AcknowledgeForm({ transition, readOnly = false }: { transition: Transition; readOnly?: boolean }) {
  const t = useTranslations("transition");
  const { acknowledged } = transition;
  if (acknowledged) return <Acknowledged {...acknowledged} />;
  return readOnly ? <p className="text-12 text-text3">{t("not-acknowledged")}</p> : <Form id={transition.id} />;
}

function Acknowledged({ at, by, comment }: NonNullable<Transition["acknowledged"]>) {
  const t = useTranslations("transition");
  return (
    <div className="text-12">
      <Badge tone="ok" icon="check">
        {t("acknowledged")}
      </Badge>{" "}
      <span className="text-text2">{t.rich("acknowledged-by", { by, moment: () => <Moment at={at} /> })}</span>
      {comment && <p className="whitespace-pre-wrap break-words">{comment}</p>}
    </div>
  );
}

function Form({ id }: { id: number }) {
  const t = useTranslations("transition");
  const sentence = useSentence("problems");
  const [comment, setComment] = useState("");
  const field = useId();
  const { data: status } = useQuery(queries.status());
  const { mutate, isPending, error } = useAcknowledge();
  const isOpen = status?.auth === "none";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isPending && !isOpen) mutate({ id, comment });
  };
  const why =
    error instanceof ProblemError ? sentence({ ...error.problem, facts: error.problem.facts ?? {}, text: error.message }) : error?.message;
  return (
    <form onSubmit={submit} className="text-12">
      <label htmlFor={field} className="block text-text3">
        {t("acknowledge-comment")}
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          id={field}
          value={comment}
          maxLength={MAX_COMMENT}
          disabled={isOpen}
          aria-describedby={`${field}-hint`}
          onChange={(event) => setComment(event.target.value)}
          className="h-8 min-w-40 flex-1 rounded-control border border-control bg-surface px-2 text-13 max-narrow:h-10"
        />
        <Button type="submit" disabled={isPending || isOpen}>
          {t(isPending ? "acknowledging" : "acknowledge")}
        </Button>
      </div>
      <p id={`${field}-hint`} className="text-text3">
        {t(isOpen ? "no-writer" : "acknowledge-hint")}
      </p>
      {why !== undefined && (
        <p role="alert" className="text-bad">
          {t("acknowledge-failed", { why })}
        </p>
      )}
    </form>
  );
}
