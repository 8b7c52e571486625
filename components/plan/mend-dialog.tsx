"use client";

import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { ProblemNotice } from "#components/layout/problem-notice.tsx";
import { Modal } from "#components/ui/modal.tsx";
import { Skeleton } from "#components/ui/notice.tsx";
import { type PlanSource, planQueries } from "#lib/client/plans.ts";
import { type TargetName, targetQueries } from "#lib/client/targets.ts";
import type { TargetDetail } from "#lib/contract/targets.ts";
import { FieldErrors } from "./field-errors.tsx";
import { PlannedWrite } from "./planned-write.tsx";
import { useRefusals } from "./refusals.ts";
import { TakeOver } from "./take-over.tsx";
import { useSettled } from "./use-settled.ts";

/** A pause in typing after which what stands there is planned. */
const PAUSE_MS = 400;
const MAX_IPS = 32;

/** Puts exactly these addresses in the place of a value that Calico rejects, on the pods that run and in their template. */
export function MendDialog({ target, onClose }: { target: TargetName; onClose: () => void }) {
  const t = useTranslations("mend");
  const common = useTranslations("common");
  const { kind, namespace, name } = target;
  const { data, error, refetch } = useQuery(targetQueries.one(target));
  return (
    <Modal title={t("title", { target: `${kind} ${namespace}/${name}` })} close={common("close")} onClose={onClose} wide>
      <div className="grid gap-4 px-4 pt-3">
        {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={3} label={t("loading")} />}
        {data && <Form target={target} held={heldBy(data)} onClose={onClose} />}
      </div>
    </Modal>
  );
}

function Form({ target, held, onClose }: { target: TargetName; held: readonly string[]; onClose: () => void }) {
  const t = useTranslations("mend");
  const id = useId();
  const [typed, setTyped] = useState(held.join(", "));
  const { settled, isSettled } = useSettled(typed, PAUSE_MS);
  const ips = settled
    .split(/[\s,]+/)
    .filter((ip) => ip !== "")
    .slice(0, MAX_IPS);
  // What was confirmed for other addresses was confirmed for those.
  const question = ips.join(" ");
  const [confirmed, setConfirmed] = useState<{ readonly question: string; readonly namespaces: readonly string[] }>({
    question,
    namespaces: [],
  });
  const takeOver = confirmed.question === question ? confirmed.namespaces : [];
  const source: PlanSource = { intent: { action: "mend", target, ips, takeOver: [...takeOver] } };
  const { data: plan, error } = useQuery(planQueries.plan(source));
  const refusals = useRefusals(error).map((one) => ({ ...one, key: `${one.pointer} ${one.text}` }));
  return (
    <>
      <div className="grid gap-1">
        <label htmlFor={id} className="font-semibold text-12">
          {t("keep")}
        </label>
        <input
          id={id}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          aria-describedby={`${id}-so ${id}-errors`}
          aria-invalid={refusals.length > 0}
          onChange={(event) => setTyped(event.target.value)}
          className="mono h-9 w-full rounded-control border border-control bg-surface px-3 text-13"
        />
        <p id={`${id}-so`} className="text-12 text-text2">
          {t(ips.length === 0 ? "keep-none" : "keep-so")}
        </p>
        <FieldErrors id={`${id}-errors`} errors={refusals} />
      </div>
      <TakeOver
        plan={plan}
        confirmed={takeOver}
        onConfirm={(namespace) => setConfirmed({ question, namespaces: [...takeOver, namespace] })}
      />
      <PlannedWrite source={source} isTyping={!isSettled} onCancel={onClose} narrow />
    </>
  );
}

/** What can be read out of the value, and of the pods beside it. */
function heldBy({ target, pods }: TargetDetail): readonly string[] {
  return [...new Set([...pods.flatMap(({ claims }) => claims), ...target.claims.template])];
}
