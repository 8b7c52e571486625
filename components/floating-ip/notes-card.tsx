"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Moment } from "#components/layout/words.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { KeyValues } from "#components/ui/key-values.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { historyQueries } from "#lib/client/history.ts";
import { queries } from "#lib/client/queries.ts";
import type { Notes } from "#lib/contract/history.ts";
import { isRunbookLink } from "#lib/contract/notes-limits.ts";
import { NotesForm } from "./notes-form.tsx";

/** The place to write a floating IP down: who owns it, what it is for, where its runbook is. */
export function NotesCard({ ip }: { ip: string }) {
  const t = useTranslations("notes");
  const [isEdited, setEdited] = useState(false);
  const { data: status } = useQuery(queries.status());
  const { data, error, refetch } = useQuery(historyQueries.notes(ip));
  const isOpen = status?.auth === "none";
  return (
    <Card
      title={t("title")}
      end={
        data &&
        !isEdited && (
          <Button
            look="quiet"
            small
            disabled={isOpen}
            aria-describedby={isOpen ? "notes-no-writer" : undefined}
            onClick={() => setEdited(true)}
          >
            {t(data.notes ? "edit" : "write")}
          </Button>
        )
      }
    >
      {!data && error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} label={t("loading")} />}
      {data && isEdited && <NotesForm ip={ip} current={data.notes} onClose={() => setEdited(false)} />}
      {data && !isEdited && <NotesText notes={data.notes} />}
      {isOpen && (
        <p id="notes-no-writer" className="mt-2 text-12 text-text3">
          {t("no-writer")}
        </p>
      )}
    </Card>
  );
}

export function NotesText({ notes }: { notes: Notes | null }) {
  const t = useTranslations("notes");
  if (!notes) return <p className="text-12 text-text2">{t("none")}</p>;
  const { owner, text, runbook, updatedAt, updatedBy } = notes;
  return (
    <KeyValues
      rows={[
        { key: "owner", label: t("owner"), value: owner || t("no-owner") },
        { key: "text", label: t("text"), value: text ? <span className="whitespace-pre-wrap break-words">{text}</span> : t("no-text") },
        { key: "runbook", label: t("runbook"), value: runbook ? <Runbook text={runbook} /> : t("no-runbook") },
        {
          key: "edited",
          label: t("edited"),
          value: t.rich("edited-by", { by: updatedBy, moment: () => <Moment at={updatedAt} aged={false} /> }),
        },
      ]}
    />
  );
}

/** What is no link that may be followed stays text, whatever a file or an old row says. */
function Runbook({ text }: { text: string }) {
  if (!isRunbookLink(text)) return <span className="break-all">{text}</span>;
  return (
    <a href={text} target="_blank" rel="noopener noreferrer" className="break-all">
      {text}
    </a>
  );
}
