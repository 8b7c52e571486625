"use client";

import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import type { TargetName } from "#lib/client/targets.ts";
import { TARGET_KINDS } from "#lib/contract/targets.ts";
import type { Scope } from "#lib/domain/plan/plan.ts";
import { ACTIONS, type GiveAction, SCOPES, scopesOf, withAddresses } from "./give-source.ts";

const PARSERS = {
  action: parseAsStringLiteral(ACTIONS).withDefault("attach"),
  ip: parseAsArrayOf(parseAsString).withDefault([]),
  kind: parseAsStringLiteral(TARGET_KINDS),
  namespace: parseAsString.withDefault(""),
  name: parseAsString.withDefault(""),
  scope: parseAsStringLiteral(SCOPES),
};

/** What is given, to whom and where stands in the URL, so that a link shows the same plan. A take-over does not: it is confirmed by hand. */
export function useGive() {
  const [{ action, ip, kind, namespace, name, scope }, set] = useQueryStates(PARSERS, { history: "replace", shallow: true });
  const target = useMemo(
    () => (kind !== null && namespace !== "" && name !== "" ? { kind, namespace, name } : null),
    [kind, namespace, name],
  );
  const setIps = (next: readonly string[]) => void set({ ip: next.length === 0 ? null : [...next] });
  return {
    action,
    ips: ip,
    target,
    scope,
    setAction: (next: GiveAction) => void set({ action: next }),
    setIps,
    add: (more: readonly string[]) => setIps(withAddresses(ip, more)),
    remove: (at: number) => setIps(ip.filter((_, index) => index !== at)),
    setScope: (next: Scope) => void set({ scope: next }),
    setTarget(next: TargetName | null) {
      const scopes = next === null ? SCOPES : scopesOf(next.kind);
      const [only = null] = scopes.length === 1 ? scopes : [];
      const kept = scope !== null && scopes.includes(scope) ? scope : only;
      void set({ kind: next?.kind ?? null, namespace: next?.namespace ?? null, name: next?.name ?? null, scope: kept });
    },
    clear: () => void set(null),
  };
}
export type Give = ReturnType<typeof useGive>;
