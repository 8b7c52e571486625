"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Moment, useSentence } from "#components/layout/words.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { queries } from "#lib/client/queries.ts";

/** Says so where nothing is recorded: then what is shown of the past may be out of date. */
export function RecorderNote() {
  const t = useTranslations("history-page");
  const sentence = useSentence("history-page.recorder-why", "problems");
  const { data: status } = useQuery(queries.status());
  const recorder = status?.recorder;
  if (recorder?.state !== "blind") return null;
  return (
    <p role="status" className="mb-3 flex items-start gap-2 text-12 text-warn">
      <Icon name="warn" className="size-3.5" />
      <span>
        {t.rich("recorder.blind", { store: t(`stores.${recorder.store}`), moment: () => <Moment at={recorder.since} /> })}{" "}
        {sentence({ code: recorder.code, facts: {}, text: recorder.reason })}
      </span>
    </p>
  );
}
