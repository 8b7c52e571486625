"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { canonicalAddress } from "#lib/domain/address.ts";
import { type KeyPlace, rowAction } from "./row-keys.ts";

type Rows = { readonly ips: readonly string[]; readonly selected: string; readonly query: string };

/** j and k, or the arrows, walk the rows; Enter opens the page, Escape closes the drawer. */
export function useRowKeys({ ips, selected, query }: Rows, select: (ip: string | null) => void): void {
  const router = useRouter();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const place = placeOf(event.target as HTMLElement);
      const action = rowAction(event.key, place, { ips, selected, query, typed: canonicalAddress(query.trim()) });
      if (action === null) return;
      event.preventDefault();
      switch (action.do) {
        case "select":
          select(action.ip);
          document.querySelector(`[data-ip="${CSS.escape(action.ip)}"]`)?.scrollIntoView({ block: "nearest" });
          return;
        case "open":
          router.push(`/floating-ips/${encodeURIComponent(action.ip)}`);
          return;
        case "close":
          select(null);
      }
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  });
}

function placeOf(target: HTMLElement): KeyPlace {
  if (target.matches("[data-filter]")) return "filter";
  if (target.closest("input, select, textarea, [role=dialog]")) return "field";
  if (target.closest("tr[data-ip]")) return "row";
  if (target.closest("button, a, summary")) return "control";
  return target.closest("[tabindex]") ? "panel" : "page";
}
