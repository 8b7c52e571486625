"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { useSentence } from "#components/layout/words.tsx";
import { useSettled } from "#components/plan/use-settled.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { type TargetName, targetQueries } from "#lib/client/targets.ts";
import type { Target, TargetList } from "#lib/contract/targets.ts";

const PAUSE_MS = 200;

/** Finds a workload or a pod by anything of its name; arrows choose, Enter takes. */
export function TargetSearch({
  claiming,
  hint,
  takesFocus,
  onPick,
}: {
  /** Only those that claim something. */
  claiming: boolean;
  /** What is looked for while nothing is typed. */
  hint: string;
  /** It comes in the place of what had the focus. */
  takesFocus: boolean;
  onPick: (target: TargetName) => void;
}) {
  const t = useTranslations("give");
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takesFocus) input.current?.focus();
  }, [takesFocus]);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [isHere, setHere] = useState(false);
  const { settled } = useSettled(text, PAUSE_MS);
  const { data, error, refetch, isPlaceholderData } = useQuery(targetQueries.search(settled.trim() || hint, claiming));
  const items = data?.items ?? [];
  const active = Math.min(at, items.length - 1);

  function onKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && items.length > 0) {
      event.preventDefault();
      setAt((active + step + items.length) % items.length);
    }
    const chosen = items[active];
    // What is on the screen is what Enter takes: not before the answer to what is typed has come.
    if (event.key === "Enter") {
      event.preventDefault();
      if (chosen && text === settled && !isPlaceholderData) onPick(chosen);
    }
  }
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-medium text-12">
        {t("find-target")}
      </label>
      <div className="relative">
        <Icon name="search" className="absolute top-2.5 left-2.5 size-3.5 text-text3" />
        <input
          ref={input}
          id={id}
          role="combobox"
          aria-expanded={items.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={isHere && active >= 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          value={text}
          placeholder={t("find-placeholder")}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKey}
          onFocus={() => setHere(true)}
          onBlur={() => setHere(false)}
          className="h-9 w-full rounded-control border border-control bg-surface pr-2 pl-8 text-13 placeholder:text-text3"
        />
      </div>
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={3} label={t("loading-targets")} />}
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t("targets")}
        className={clsx("max-h-80 overflow-y-auto rounded-control border border-line text-12", items.length === 0 && "hidden")}
      >
        {items.map((target, index) => (
          <Option
            key={`${target.kind} ${target.namespace}/${target.name}`}
            id={`${id}-${index}`}
            target={target}
            isActive={isHere && index === active}
            onPick={() => onPick(target)}
          />
        ))}
      </div>
      <p role="status" className="text-12 text-text3">
        {data &&
          (items.length === 0
            ? t(claiming ? "no-claimant" : "no-target")
            : t("found", { count: data.total, shown: items.length < data.total ? items.length : 0 }))}
      </p>
      {data && <Doubts doubts={data.doubts} />}
    </div>
  );
}

function Option({ id, target, isActive, onPick }: { id: string; target: Target; isActive: boolean; onPick: () => void }) {
  const t = useTranslations("give");
  const { kind, namespace, name, pods, claims, deployer, owner } = target;
  const held = [...new Set([...claims.template, ...claims.running])];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field, which keeps the focus
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: "nearest" });
      }}
      onClick={onPick}
      className={clsx(
        "flex min-h-9 cursor-pointer flex-wrap items-center gap-x-3 border-line border-t px-3 py-1.5 first:border-t-0 hover:bg-hover",
        isActive && "bg-selected",
      )}
    >
      <span className="w-24 text-text2">{kind}</span>
      <span className="min-w-0 flex-1 basis-40 break-all">
        <span className="text-text3">{namespace}/</span>
        <span className="font-semibold">{name}</span>
      </span>
      <span className="text-text2">
        {[
          kind !== "Pod" && pods !== null && t("pods", { count: pods }),
          owner && t("of-owner", { owner: `${owner.kind} ${owner.name}` }),
          deployer?.tool,
          held.length > 0 && t("claims", { count: held.length, first: held[0] ?? "" }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </span>
    </div>
  );
}

/** What is not listed for sure, and why. */
function Doubts({ doubts }: Pick<TargetList, "doubts">) {
  const sentence = useSentence("reasons", "reasons-cluster");
  return doubts.map((doubt) => (
    <p key={doubt.text} className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2 text-12 text-warn">
      <Icon name="warn" />
      {sentence(doubt)}
    </p>
  ));
}
