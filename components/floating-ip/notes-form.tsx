"use client";

import { type FormEvent, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { useSentence } from "#components/layout/words.tsx";
import { Button } from "#components/ui/button.tsx";
import { type NotesText, notesConflictOf, useSaveNotes } from "#lib/client/history-mutations.ts";
import { ProblemError } from "#lib/client/http.ts";
import type { Notes } from "#lib/contract/history.ts";
import { isRunbookLink, MAX_NOTES } from "#lib/contract/notes-limits.ts";
import { NotesConflict } from "./notes-conflict.tsx";

const FIELDS = ["owner", "text", "runbook"] as const;
type Field = (typeof FIELDS)[number];

/** Writes the notes over those that were read. Where somebody was faster, both texts are shown until one is chosen. */
export function NotesForm({ ip, current, onClose }: { ip: string; current: Notes | null; onClose: () => void }) {
  const t = useTranslations("notes");
  const sentence = useSentence("problems");
  const [read, setRead] = useState(current);
  const [typed, setTyped] = useState<NotesText>(textOf(current));
  const [conflict, setConflict] = useState<{ readonly theirs: Notes | null; readonly mine: NotesText; readonly isChosen: boolean } | null>(
    null,
  );
  const { mutate, isPending, error } = useSaveNotes(ip);
  const isRefused = FIELDS.some((field) => typed[field].length > MAX_NOTES[field]) || !mayBeRunbook(typed.runbook);
  const isUndecided = conflict !== null && !conflict.isChosen;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isPending || isRefused || isUndecided) return;
    mutate(
      { notes: typed, read },
      {
        onSuccess: onClose,
        onError: (failed) => {
          const found = notesConflictOf(failed);
          if (found) setConflict({ theirs: found.current, mine: typed, isChosen: false });
        },
      },
    );
  };
  const choose = (text: NotesText) => {
    if (!conflict) return;
    setTyped(text);
    setRead(conflict.theirs);
    setConflict({ ...conflict, isChosen: true });
  };
  const isElsewhere = !conflict && current !== null && current.version !== read?.version;
  return (
    <form onSubmit={submit} className="grid gap-3 text-12">
      {conflict && <NotesConflict theirs={conflict.theirs} mine={conflict.mine} onChoose={choose} />}
      {isElsewhere && <p className="text-warn">{t("changed-elsewhere", { by: current.updatedBy })}</p>}
      {FIELDS.map((field) => (
        <Input key={field} field={field} value={typed[field]} onChange={(value) => setTyped({ ...typed, [field]: value })} />
      ))}
      {error && !conflict && (
        <p role="alert" className="text-bad">
          {t("failed", { why: whyOf(error) })}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button look="primary" type="submit" disabled={isPending || isRefused || isUndecided}>
          {t(isPending ? "saving" : "save")}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {t("cancel")}
        </Button>
        <span className="text-text3">{t(isUndecided ? "choose-first" : "kept")}</span>
      </div>
    </form>
  );

  function whyOf(failed: Error): string {
    return failed instanceof ProblemError
      ? sentence({ code: failed.problem.code, facts: failed.problem.facts ?? {}, text: failed.message })
      : failed.message;
  }
}

function Input({ field, value, onChange }: { field: Field; value: string; onChange: (value: string) => void }) {
  const t = useTranslations("notes");
  const id = useId();
  const left = MAX_NOTES[field] - value.length;
  const isNoLink = field === "runbook" && !mayBeRunbook(value);
  const attributes = {
    id,
    value,
    "aria-describedby": `${id}-limit`,
    "aria-invalid": left < 0 || isNoLink,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
    className: "w-full rounded-control border border-control bg-surface px-2 py-1.5 text-13",
  };
  return (
    <div>
      <label htmlFor={id} className="block font-semibold">
        {t(field)}
      </label>
      {field === "text" ? <textarea rows={6} {...attributes} /> : <input type={field === "runbook" ? "url" : "text"} {...attributes} />}
      <p id={`${id}-limit`} className={left < 0 || isNoLink ? "text-bad" : "text-text3"}>
        {isNoLink ? t("runbook-invalid") : left < 0 ? t("over", { over: -left }) : t(`limit-${field}`, { max: MAX_NOTES[field] })}
      </p>
    </div>
  );
}

function mayBeRunbook(text: string): boolean {
  return text.trim() === "" || isRunbookLink(text.trim());
}

function textOf(notes: Notes | null): NotesText {
  return { owner: notes?.owner ?? "", text: notes?.text ?? "", runbook: notes?.runbook ?? "" };
}
