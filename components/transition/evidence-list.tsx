"use client";

import { useTranslations } from "use-intl";
import { Moment, useSentence } from "#components/layout/words.tsx";
import type { Tone } from "#components/ui/badge.tsx";
import type { IconName } from "#components/ui/icon.tsx";
import { Reasons } from "#components/ui/reasons.tsx";
import type { Evidence } from "#lib/contract/history.ts";

const LOOK: Record<Evidence["stance"], { readonly tone: Tone; readonly icon: IconName }> = {
  supports: { tone: "ok", icon: "check" },
  contradicts: { tone: "bad", icon: "close" },
  context: { tone: "plain", icon: "info" },
};

/** What was seen: the sentence, the object that said so, and what it said before and after. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  const t = useTranslations("transition");
  if (evidence.length === 0) return <p className="py-2 text-12 text-text2">{t("evidence-none")}</p>;
  return (
    <Reasons
      lines={evidence.map((piece, at) => ({
        key: `${piece.code} ${piece.source} ${at}`,
        ...LOOK[piece.stance],
        text: <Piece piece={piece} />,
      }))}
    />
  );
}

function Piece({ piece }: { piece: Evidence }) {
  const t = useTranslations("transition");
  const history = useTranslations("history");
  const sentence = useSentence("history-evidence");
  const { object, stance, summary, at, claimedAt, before, after } = piece;
  const name = object.namespace === null ? object.name : `${object.namespace}/${object.name}`;
  return (
    <>
      <p>
        {sentence({ ...piece, text: summary })} <span className="text-text3">({history(`stances.${stance}`)})</span>
      </p>
      <p className="break-words text-text3">
        {object.kind} <span className="mono">{name}</span>
        {object.uid !== null && (
          <>
            , {t("uid")} <span className="mono break-all">{object.uid}</span>
          </>
        )}
        {object.resourceVersion !== null && (
          <>
            , {t("version")} <span className="mono">{object.resourceVersion}</span>
          </>
        )}
        {", "}
        {t.rich("received", { at: () => <Moment at={at} aged={false} /> })}
        {claimedAt !== null && <>, {t.rich("claimed", { at: () => <Moment at={claimedAt} aged={false} /> })}</>}
      </p>
      {(before !== null || after !== null) && before !== after && (
        <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-12">
          {(before !== null || stance !== "context") && <Said label={t("before")} text={before} />}
          <Said label={t("after")} text={after} />
        </dl>
      )}
    </>
  );
}

function Said({ label, text }: { label: string; text: string | null }) {
  const t = useTranslations("transition");
  return (
    <>
      <dt className="text-text3">{label}</dt>
      <dd className="min-w-0">
        {text === null ? (
          <span className="text-text3">{t("absent")}</span>
        ) : (
          <code className="whitespace-pre-wrap break-all rounded-badge bg-sunken px-1">{text}</code>
        )}
      </dd>
    </>
  );
}
