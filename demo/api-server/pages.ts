import { randomUUID } from "node:crypto";
import type { KubeObject } from "./objects.ts";
import { expired } from "./status.ts";

type Rest = { readonly items: readonly KubeObject[]; readonly version: number };
export type Page = Rest & { readonly continueToken: string; readonly remaining: number };

const KEPT_LISTS = 32;

/** Lists in pages that are all of one version: the rest of a list is kept until it is asked for, or too many others came. */
export function createPager(): {
  first(all: readonly KubeObject[], version: number, limit: number): Page;
  next(token: string, limit: number): Page;
  expireAll(): void;
} {
  const rests = new Map<string, Rest>();

  function cut({ items, version }: Rest, limit: number): Page {
    if (limit === 0 || items.length <= limit) return { items, version, continueToken: "", remaining: 0 };
    const continueToken = randomUUID();
    rests.set(continueToken, { items: items.slice(limit), version });
    const [oldest] = rests.keys();
    if (rests.size > KEPT_LISTS && oldest !== undefined) rests.delete(oldest);
    return { items: items.slice(0, limit), version, continueToken, remaining: items.length - limit };
  }

  return {
    first: (items, version, limit) => cut({ items, version }, limit),
    next(token, limit) {
      const rest = rests.get(token);
      if (!rest) throw expired("The provided continue parameter is too old to display a consistent list result.");
      return cut(rest, limit);
    },
    expireAll: () => rests.clear(),
  };
}
