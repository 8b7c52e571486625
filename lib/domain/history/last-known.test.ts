import { describe, expect, test } from "vitest";
import { firstKnown, lastKnownAfter } from "./last-known.ts";
import { UNSERVED } from "./standing.ts";
import { aBackend, aLastKnown, disabled, serving, split } from "./testing/standings.ts";
import { ENGINE_VERSION, type LastKnown, type Standing, type TransitionDraft, type TransitionKind } from "./transition.ts";

const a = aBackend({ name: "gw-a" });
const b = aBackend({ name: "gw-b", node: "node-b", podIp: "10.244.2.5" });
const c = aBackend({ name: "gw-c", node: "node-c", podIp: "10.244.3.5" });
const window = { notBefore: 10, notAfter: 20 };
const earlier = { notBefore: 1, notAfter: 2 };
const leftA = { uid: a.uid, podIp: a.podIp };

function aDraft(kind: TransitionKind, from: Standing, to: Standing): TransitionDraft {
  const explanation = { cause: "unknown", detail: null, confidence: "none", actor: null, actionId: null, evidence: [] } as const;
  const rest = { gapMs: null, overlapMs: null, incident: null, engineVersion: ENGINE_VERSION, detectedAt: 20 };
  return { ip: "10.99.0.10", kind, from, to, ...window, ...explanation, ...rest };
}

type Row = {
  readonly name: string;
  readonly before: LastKnown | null;
  readonly draft: TransitionDraft;
  readonly known: Partial<LastKnown>;
};

const ROWS: readonly Row[] = [
  {
    name: "stands as the transition left it, since the transition",
    before: null,
    draft: aDraft("assigned", UNSERVED, serving(a)),
    known: { standing: serving(a), since: window },
  },
  {
    name: "is without a backend since the last one was lost",
    before: aLastKnown(serving(a)),
    draft: aDraft("lost", serving(a), UNSERVED),
    known: { goneSince: window },
  },
  {
    name: "is without a backend since the gate closed",
    before: aLastKnown(serving(a)),
    draft: aDraft("disabled", serving(a), disabled()),
    known: { goneSince: window },
  },
  {
    name: "stays without a backend since then, when the rest goes too",
    before: aLastKnown(disabled(), { goneSince: earlier }),
    draft: aDraft("lost", disabled(), UNSERVED),
    known: { goneSince: earlier },
  },
  {
    name: "was never without a backend that it had, where it never had one",
    before: null,
    draft: aDraft("disabled", UNSERVED, disabled()),
    known: { goneSince: null },
  },
  {
    name: "has a backend again",
    before: aLastKnown(UNSERVED, { goneSince: earlier }),
    draft: aDraft("assigned", UNSERVED, serving(b)),
    known: { goneSince: null },
  },
  {
    name: "is split since the second came",
    before: aLastKnown(serving(a)),
    draft: aDraft("split", serving(a), split(a, b)),
    known: { splitSince: window },
  },
  {
    name: "is split since the first split, whoever came and went meanwhile",
    before: aLastKnown(split(a, b), { splitSince: earlier }),
    draft: aDraft("split", split(a, b), split(a, c)),
    known: { splitSince: earlier },
  },
  {
    name: "is split no more",
    before: aLastKnown(split(a, b), { splitSince: earlier }),
    draft: aDraft("merged", split(a, b), serving(b)),
    known: { splitSince: null },
  },
  {
    name: "remembers whom a failover left",
    before: aLastKnown(serving(a)),
    draft: aDraft("failover", serving(a), serving(b)),
    known: { leftBehind: leftA },
  },
  {
    name: "remembers whom the last failover left, over what was no failover",
    before: aLastKnown(serving(b), { leftBehind: leftA }),
    draft: aDraft("switchover", serving(b), serving(c)),
    known: { leftBehind: leftA },
  },
  {
    name: "forgets it after the failback",
    before: aLastKnown(serving(b), { leftBehind: leftA }),
    draft: aDraft("failback", serving(b), serving(a)),
    known: { leftBehind: null },
  },
];

describe("what an address is known as after a transition", () => {
  test.for(ROWS)("$name", ({ before, draft, known }) => {
    expect(lastKnownAfter(before, draft)).toMatchObject(known);
  });
});

describe("what an address is known as when history begins", () => {
  test("is what is seen, since whenever", () => {
    const since = { notBefore: 0, notAfter: 20 };
    expect(firstKnown("10.99.0.10", split(a, b), since)).toEqual({
      ip: "10.99.0.10",
      standing: split(a, b),
      since,
      leftBehind: null,
      goneSince: null,
      splitSince: since,
    });
  });
});
