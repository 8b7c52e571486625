"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Choice } from "#components/ui/choice.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { queries } from "#lib/client/queries.ts";
import type { Part, useQuestion } from "./use-question.ts";

type Question = ReturnType<typeof useQuestion>;

const WORDS = { node: "node-lost", pod: "pod-gone", open: "gate-opens", close: "gate-closes" } as const;

/** A browser slows down with more in a list. */
const MAX_OFFERED = 200;

/** What would go, and which gates would turn. */
export function QuestionForm({ question }: { question: Question }) {
  const t = useTranslations("what-if");
  const { data: gates } = useQuery(queries.gates());
  const nodes = (gates?.felix.nodes ?? []).map(({ node, value }) => ({ node, value }));
  const all = nodes.map(({ node }) => node);
  return (
    <Card
      title={t("ask")}
      end={
        question.isAsked && (
          <Button look="quiet" small onClick={question.clear}>
            {t("start-over")}
          </Button>
        )
      }
    >
      <div className="grid gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <NodeChoice part="node" names={all} question={question} />
          <PodInput question={question} />
          <NodeChoice part="close" names={nodes.filter(({ value }) => value !== "Disabled").map(({ node }) => node)} question={question} />
          <NodeChoice part="open" names={nodes.filter(({ value }) => value !== "Enabled").map(({ node }) => node)} question={question} />
        </div>
        <Chosen question={question} />
      </div>
    </Card>
  );
}

function NodeChoice({ part, names, question }: { part: Exclude<Part, "pod">; names: readonly string[]; question: Question }) {
  const t = useTranslations("what-if");
  const options = names.filter((name) => !question.values[part].includes(name)).map((name) => ({ value: name, label: name }));
  return <Choice label={t(WORDS[part])} none={t("choose")} value="" options={options} onChange={(name) => question.add(part, name)} />;
}

function PodInput({ question }: { question: Question }) {
  const t = useTranslations("what-if");
  const [text, setText] = useState("");
  const id = useId();
  const offered = useClaimants().filter((name) => name.includes(text.trim()) && !question.values.pod.includes(name));
  function add(name: string): void {
    question.add("pod", name);
    setText("");
  }
  return (
    <form
      className="inline-flex h-8 items-center gap-1 rounded-control border border-line2 bg-surface px-2 text-12 max-narrow:h-10 max-narrow:w-full"
      onSubmit={(event) => {
        event.preventDefault();
        const [only] = offered;
        const name = text.trim();
        if (name.includes("/")) add(name);
        else if (offered.length === 1 && only) add(only);
      }}
    >
      <label htmlFor={id} className="whitespace-nowrap text-text2">
        {t("pod-gone")}
      </label>
      <input
        id={id}
        list={`${id}-list`}
        value={text}
        placeholder={t("pod-placeholder")}
        onChange={(event) => {
          const name = event.target.value;
          // A choice from the list arrives as one change.
          if (offered.includes(name) && !text.includes("/")) add(name);
          else setText(name);
        }}
        className="min-w-0 flex-1 bg-transparent text-12 placeholder:text-text3 narrow:w-56"
      />
      <datalist id={`${id}-list`}>
        {offered.slice(0, MAX_OFFERED).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Button look="quiet" small type="submit" disabled={text.trim() === ""}>
        {t("add")}
      </Button>
    </form>
  );
}

/** Every pod that holds a claim that counts: `namespace/name`, once, in text order. */
function useClaimants(): readonly string[] {
  const { data } = useQuery(queries.list());
  const pods = (data?.items ?? []).flatMap(({ nodes }) =>
    nodes.flatMap(({ backend, standbys }) => (backend ? [backend, ...standbys] : standbys)),
  );
  return [...new Set(pods.map(({ namespace, name }) => `${namespace}/${name}`))].toSorted();
}

function Chosen({ question }: { question: Question }) {
  const t = useTranslations("what-if");
  if (!question.isAsked) return null;
  const chosen = (["node", "pod", "close", "open"] as const).flatMap((part) => question.values[part].map((name) => ({ part, name })));
  return (
    <ul className="flex flex-wrap gap-2">
      {chosen.map(({ part, name }) => (
        <li
          key={`${part} ${name}`}
          className="inline-flex items-center gap-1 rounded-control border border-accent bg-selected pl-2 text-12"
        >
          <span className="text-text2">{t(WORDS[part])}</span> <span className="break-all font-semibold">{name}</span>
          <Button look="quiet" small aria-label={t("remove", { what: name })} onClick={() => question.remove(part, name)}>
            <Icon name="close" className="size-3" />
          </Button>
        </li>
      ))}
    </ul>
  );
}
