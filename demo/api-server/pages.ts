import { randomUUID } from "node:crypto";
import { isMap, type KubeObject } from "./objects.ts";
import { badRequest, expired } from "./status.ts";

type Rest = { readonly items: readonly KubeObject[]; readonly version: number };
export type Page = Rest & { readonly continueToken: string; readonly remaining: number };

const KEPT_LISTS = 32;

/** Lists in pages that are all of one version: the rest of a list is kept until it is asked for, or too many others came. */
export function createPager(): {
  first(all: readonly KubeObject[], version: number, limit: number): Page;
  /** @throws {StatusError} 410 when the list was dropped, 400 for a token that is none. */
  next(token: string, limit: number): Page;
  expireAll(): void;
} {
  const rests = new Map<string, Rest>();

  function cut({ items, version }: Rest, limit: number): Page {
    if (limit === 0 || items.length <= limit) return { items, version, continueToken: "", remaining: 0 };
    const id = randomUUID();
    rests.set(id, { items: items.slice(limit), version });
    const [oldest] = rests.keys();
    if (rests.size > KEPT_LISTS && oldest !== undefined) rests.delete(oldest);
    return { items: items.slice(0, limit), version, continueToken: tokenOf(id, version), remaining: items.length - limit };
  }

  return {
    first: (items, version, limit) => cut({ items, version }, limit),
    next(token, limit) {
      const rest = rests.get(idIn(token));
      if (!rest) {
        throw expired(
          "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.",
        );
      }
      return cut(rest, limit);
    },
    expireAll: () => rests.clear(),
  };
}

const tokenOf = (start: string, rv: number) => Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv, start })).toString("base64url");

function idIn(token: string): string {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (isMap(parsed) && typeof parsed["start"] === "string") return parsed["start"];
  } catch {
    // Said below.
  }
  throw badRequest("invalid continue token: continue key is not valid");
}
