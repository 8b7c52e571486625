import type { Explained } from "#lib/contract/common.ts";
import { mendQuery, targetOf } from "./use-write-place.ts";

/** Where the console itself can do what would help, and the word for it in `plan-view`. */
export type RemedyLink = { readonly href: string; readonly label: "go-mend" | "go-gate" | "go-setup" | "go-free" | "go-give" };

export function remedyLink({ code, facts }: Pick<Explained, "code" | "facts">): RemedyLink | null {
  const text = (name: string) => String(facts[name] ?? "");
  switch (code) {
    case "remedy-mend": {
      // `Kind namespace/name`, as people name it.
      const target = targetOf(text("target").replace(" ", "/"));
      return target && { href: `/findings?${mendQuery(target)}`, label: "go-mend" };
    }
    case "remedy-felix-gate":
      return { href: `/setup?${new URLSearchParams({ gate: "felix", node: text("node") })}`, label: "go-gate" };
    case "remedy-gate-known":
      return { href: "/setup", label: "go-setup" };
    case "remedy-address-free":
    case "remedy-other-address":
      return { href: "/addresses", label: "go-free" };
    case "remedy-give-to-template": {
      const { ip, kind, namespace, name } = { ip: text("ip"), kind: text("kind"), namespace: text("namespace"), name: text("name") };
      return { href: `/give?${new URLSearchParams({ ip, kind, namespace, name, scope: "template" })}`, label: "go-give" };
    }
    default:
      return null;
  }
}
