"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { targetQueries } from "#lib/client/targets.ts";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import { type MoveChoice, moveChoices, podOf } from "./move-choices.ts";

/** Which pod becomes the backend: one of those that claim the address, or any other by its name. */
export function MoveTarget({
  item,
  to,
  onTo,
  describedBy,
}: {
  item: Pick<FloatingIp, "nodes" | "backends">;
  to: string;
  onTo: (to: string) => void;
  describedBy: string;
}) {
  const t = useTranslations("move");
  const name = useId();
  const choices = moveChoices(item);
  const [isOther, setOther] = useState(to !== "" && !choices.some(({ pod }) => pod === to));
  return (
    <fieldset aria-describedby={describedBy} className="min-w-0">
      <legend className="mb-1 font-semibold text-12">{t("to")}</legend>
      <div className="overflow-hidden rounded-control border border-line text-12">
        {choices.map((choice) => (
          <Choice
            key={choice.pod}
            name={name}
            choice={choice}
            isChosen={!isOther && choice.pod === to}
            onChoose={() => {
              setOther(false);
              onTo(choice.pod);
            }}
          />
        ))}
        <div
          className={clsx("grid grid-cols-[minmax(0,1fr)] gap-2 border-line border-t px-3 py-2 first:border-t-0", isOther && "bg-selected")}
        >
          <label className="flex items-center gap-2">
            <input type="radio" name={name} checked={isOther} onChange={() => setOther(true)} />
            {t("another")}
          </label>
          {isOther && <Another to={choices.some(({ pod }) => pod === to) ? "" : to} onTo={onTo} />}
        </div>
      </div>
    </fieldset>
  );
}

function Choice({ name, choice, isChosen, onChoose }: { name: string; choice: MoveChoice; isChosen: boolean; onChoose: () => void }) {
  const t = useTranslations("move");
  const { pod, node, podIp, ready, rank, isOnlyBackend } = choice;
  return (
    <label
      className={clsx(
        "grid cursor-pointer grid-cols-[16px_minmax(0,1fr)] items-center gap-x-2 border-line border-t px-3 py-2 first:border-t-0 hover:bg-hover",
        isChosen && "bg-selected",
      )}
    >
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} />
      <span className="flex min-w-0 flex-wrap items-center gap-x-3">
        <span className="break-all font-semibold">{pod}</span>
        <span className="text-text2">{node}</span>
        <span className="mono text-text2">{podIp}</span>
        {rank === 0 ? (
          <Badge tone="ok" icon="serving">
            {t(isOnlyBackend ? "is-backend" : "is-one-backend")}
          </Badge>
        ) : (
          <Badge tone="plain" icon="clock">
            {t("is-standby", { rank })}
          </Badge>
        )}
        {!ready && (
          <Badge tone="warn" icon="warn">
            {t("not-ready")}
          </Badge>
        )}
      </span>
    </label>
  );
}

function Another({ to, onTo }: { to: string; onTo: (to: string) => void }) {
  const t = useTranslations("move");
  const id = useId();
  const [text, setText] = useState(to);
  const { data } = useQuery(targetQueries.search(text.trim(), false));
  const pods = (data?.items ?? []).filter(({ kind }) => kind === "Pod").map(({ namespace, name }) => `${namespace}/${name}`);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1 pl-6">
      <label htmlFor={id} className="text-text2">
        {t("pod-name")}
      </label>
      <input
        id={id}
        list={`${id}-pods`}
        value={text}
        autoComplete="off"
        spellCheck={false}
        placeholder={t("pod-placeholder")}
        onChange={(event) => {
          setText(event.target.value);
          // A whole name that is known is a choice; what is half typed is none yet.
          if (pods.includes(event.target.value.trim())) onTo(event.target.value.trim());
        }}
        onBlur={() => podOf(text) && onTo(text.trim())}
        onKeyDown={(event) => event.key === "Enter" && podOf(text) && onTo(text.trim())}
        className="mono h-9 w-96 max-w-full rounded-control border border-control bg-surface px-3 text-13 placeholder:text-text3"
      />
      <datalist id={`${id}-pods`}>
        {pods.map((pod) => (
          <option key={pod} value={pod} />
        ))}
      </datalist>
    </div>
  );
}
