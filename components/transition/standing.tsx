"use client";

import { useTranslations } from "use-intl";
import { cutName } from "#components/layout/pod-name.tsx";
import type { Standing, Transition } from "#lib/contract/history.ts";

type Backend = NonNullable<Standing["nodes"][number]["backend"]>;

/** Who held it, in a few words. `before` is what it was, so that a pod of the same name is told from its predecessor. */
export function StandingText({ standing, before }: { standing: Standing; before?: Standing | undefined }) {
  const t = useTranslations("transition");
  const backends = backendsOf(standing);
  if (backends.length === 0) return t(standing.state === "disabled" ? "not-programmed" : "nobody");
  return backends.map((backend, at) => (
    <span key={backend.uid} title={`${backend.namespace}/${backend.name}, ${backend.node ?? ""}, ${backend.podIp ?? ""}`}>
      {at > 0 && "; "}
      <span className="text-text3">{backend.namespace}/</span>
      {cutName(backend.name)}
      {isNewOfName(backend, before) && `, ${t("new-uid")}`}
      {backend.node !== null && `, ${backend.node}`}
    </span>
  ));
}

/** From whom to whom, in two lines. */
export function TransitionWhat({ transition: { from, to } }: { transition: Pick<Transition, "from" | "to"> }) {
  const t = useTranslations("transition");
  return (
    <>
      <div className="break-words text-text2">
        <span className="sr-only">{t("from")}: </span>
        <StandingText standing={from} />
      </div>
      <div className="break-words">
        <span aria-hidden="true">→ </span>
        <span className="sr-only">{t("to")}: </span>
        <StandingText standing={to} before={from} />
      </div>
    </>
  );
}

function backendsOf({ nodes }: Standing): readonly Backend[] {
  return nodes.flatMap(({ backend }) => backend ?? []);
}

function isNewOfName({ namespace, name, uid }: Backend, before: Standing | undefined): boolean {
  return before !== undefined && backendsOf(before).some((old) => old.namespace === namespace && old.name === name && old.uid !== uid);
}
