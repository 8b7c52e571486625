import "server-only";
import type { Bands } from "#lib/contract/history.ts";
import type { BandsQuestion } from "#lib/contract/history-questions.ts";
import { bandOf } from "#lib/domain/history/band.ts";
import type { LastKnown, Transition } from "#lib/domain/history/transition.ts";
import { ConsoleError } from "#lib/errors.ts";
import type { HistoryStore } from "#lib/history/store.ts";
import { blindSpans } from "./blind-now.ts";
import { forgottenAt } from "./forgotten.ts";
import type { HistorySource } from "./history-port.ts";
import { presentBlindSpan, presentInstant } from "./present-transition.ts";
import { requireAddress } from "./require-address.ts";

/** Of so few addresses each is asked for by itself. */
const FEW = 20;
const PAGE = 1_000;
/** More than a picture can show, and less than would keep the server busy. */
const MAX_TRANSITIONS = 20_000;
const MAX_STRETCHES = 50_000;
/** So many bands are drawn before others have their turn. */
const AT_ONCE = 50;

type Range = { readonly from: number; readonly to: number };

/**
 * Who had each address over a time.
 *
 * @param listed The addresses of the list, canonical: those that are meant where none are named.
 * @returns One band per address, in the order asked for. The range ends now where it was to end later.
 * @throws {ConsoleError} `address-invalid`; `input-invalid` for a range that is empty, that lies ahead, or that holds too much.
 * @throws {StoreError}
 */
export async function readBands(source: HistorySource, question: BandsQuestion, listed: readonly string[], now: number): Promise<Bands> {
  const { store } = source;
  const range = { from: question.from, to: Math.min(question.to, now) };
  if (range.from >= range.to) throw new ConsoleError("input-invalid", "A range begins before it ends, and not in the future.");
  const ips = [...new Set(question.ip?.map(requireAddress) ?? listed)];
  const [transitions, began, known, blind] = await Promise.all([
    transitionsIn(store, ips, range),
    store.began(),
    store.lastKnown(ips),
    blindSpans(source, range.from, range.to),
  ]);
  const forgotten = forgottenAt(source, now);
  const items: Bands["items"] = [];
  let drawn = 0;
  for (const [index, ip] of ips.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
    const own = transitions.get(ip) ?? [];
    const standing = own.length > 0 ? null : await knownIn(store, known.get(ip) ?? null, range);
    const stretches = bandOf({ ...range, transitions: own, known: standing, blind, forgotten, began, now });
    drawn += stretches.length;
    if (drawn > MAX_STRETCHES) throw tooMuch("stretches", MAX_STRETCHES);
    items.push({
      ip,
      stretches: stretches.map(({ from, to, kind, backends }) => ({
        from: presentInstant(from),
        to: presentInstant(to),
        kind,
        backends: backends.map(({ namespace, name, uid, node }) => ({ namespace, name, uid, node })),
      })),
      transitions: own.map(({ id, notAfter, kind }) => ({ id, at: presentInstant(notAfter), kind })),
    });
  }
  return { from: presentInstant(range.from), to: presentInstant(range.to), items, blind: blind.map(presentBlindSpan) };
}

/** Oldest first, by address. */
async function transitionsIn(
  store: HistoryStore,
  ips: readonly string[],
  range: Range,
): Promise<ReadonlyMap<string, readonly Transition[]>> {
  const wanted = new Set(ips);
  const found: Transition[] = [];
  for (const ip of ips.length > FEW ? [undefined] : ips) {
    let before: number | undefined;
    do {
      const page = await store.transitions({ ...range, ip, before, limit: PAGE, withEvidence: false });
      found.push(...page.items.filter((transition) => wanted.has(transition.ip)));
      if (found.length > MAX_TRANSITIONS) throw tooMuch("transitions", MAX_TRANSITIONS);
      before = page.hasMore ? page.items.at(-1)?.id : undefined;
    } while (before !== undefined);
  }
  return Map.groupBy(found.toReversed(), ({ ip }) => ip);
}

/** What held all through a range that no transition touches. What is known now may have come later. */
async function knownIn(store: HistoryStore, known: LastKnown | null, { to }: Range): Promise<Pick<LastKnown, "standing" | "since"> | null> {
  if (known === null || known.lastTransitionId === null || known.since.notBefore < to) return known;
  const { before, after } = await store.around(known.ip, to);
  const standing = before?.to ?? after?.from;
  return standing ? { standing, since: { notBefore: before?.notBefore ?? 1, notAfter: before?.notAfter ?? 1 } } : null;
}

function tooMuch(what: string, limit: number): ConsoleError {
  return new ConsoleError("input-invalid", `More than ${limit} ${what} lie in that range: ask for a shorter one, or for fewer addresses.`, {
    facts: { limit },
  });
}
