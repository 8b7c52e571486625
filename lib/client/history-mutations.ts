"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Notes, NotesAnswer, Transition } from "#lib/contract/history.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { historyQueries } from "./history.ts";
import { replaceTransition } from "./history-live.ts";
import { getJson, ProblemError, postJson } from "./http.ts";
import { queries } from "./queries.ts";

export type NotesText = Pick<Notes, "owner" | "text" | "runbook">;

/** Writes down that somebody has seen a transition. */
export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, comment }: { readonly id: number; readonly comment: string }) =>
      postJson(`/api/v1/history/${id}/acknowledge`, { comment }, Transition),
    onSuccess: (transition) => replaceTransition(client, transition),
  });
}

/**
 * Writes the notes of an address over those that were read, and over no others.
 *
 * Where somebody wrote meanwhile it fails, and {@link notesConflictOf} has both texts; the cache then has theirs.
 */
export function useSaveNotes(ip: string) {
  const client = useQueryClient();
  const { queryKey } = historyQueries.notes(ip);
  const show = (notes: Notes | null) => {
    client.setQueryData(queryKey, { ip, notes });
    client.setQueryData(
      queries.list().queryKey,
      (list) => list && { ...list, items: list.items.map((item) => (item.ip === ip ? { ...item, notes } : item)) },
    );
  };
  return useMutation({
    mutationFn: ({ notes, read }: { readonly notes: NotesText; readonly read: Pick<Notes, "version"> | null }) =>
      getJson(`/api/v1/floating-ips/${encodeURIComponent(ip)}/notes`, NotesAnswer, {
        method: "PUT",
        headers: {
          "content-type": "application/json",
          accept: "application/json",
          ...(read ? { "if-match": `"${read.version}"` } : { "if-none-match": "*" }),
        },
        body: JSON.stringify({ owner: notes.owner, text: notes.text, runbook: notes.runbook }),
      }),
    onSuccess: ({ notes }) => show(notes),
    onError: (error) => {
      const conflict = notesConflictOf(error);
      if (conflict) show(conflict.current);
    },
  });
}

/** @returns Both texts where somebody wrote in the meantime; `current` is `null` where the notes are gone. */
export function notesConflictOf(error: unknown): { readonly current: Notes | null; readonly sent: Problem["sent"] } | null {
  if (!(error instanceof ProblemError) || error.problem.code !== "precondition-failed") return null;
  return { current: error.problem.current ?? null, sent: error.problem.sent };
}
