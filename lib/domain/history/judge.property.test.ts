import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PodRecord } from "../snapshot.ts";
import { aFelixConfiguration, aNode, aPod } from "../testing/builders.ts";
import { judgeTransition } from "./judge.ts";
import { backendsOf, sameStanding } from "./standing.ts";
import { annotates, changes, IP, play, puts, removes, unannotates } from "./testing/play.ts";
import { CONFIDENCES, TRANSITION_CAUSES, TRANSITION_KINDS, type TransitionDraft } from "./transition.ts";

/** Pods of two nodes; the earliest as text is neither the first nor the lowest as a number. */
const PODS = ["10.244.1.9", "10.244.1.10", "10.244.2.5", "10.244.2.6"].map((podIp, index) =>
  aPod({ name: `gw-${index}`, node: index < 2 ? "node-a" : "node-b", podIp, floatingIps: [IP] }),
);

/** What may happen to a pod; each gives its next record, `null` for gone. */
const FATES: Readonly<Record<string, (pod: PodRecord) => PodRecord | null>> = {
  claim: (pod) => pod,
  wait: (pod) => ({ ...pod, phase: "Pending", statusPodIps: [] }),
  finish: (pod) => ({ ...pod, phase: "Succeeded" }),
  evict: (pod) => ({ ...pod, phase: "Failed", statusReason: "Evicted" }),
  terminate: (pod) => ({ ...pod, deletionTimestamp: "2026-08-29T04:00:31Z" }),
  disrupt: (pod) => ({ ...pod, disruption: { reason: "EvictionByEvictionAPI", message: null, at: null } }),
  withdraw: (pod) => ({ ...pod, annotations: { "cni.projectcalico.org/floatingIPs": "[]" } }),
  malform: (pod) => ({ ...pod, annotations: { "cni.projectcalico.org/floatingIPs": "" } }),
  move: (pod) => ({ ...pod, statusPodIps: [`${pod.statusPodIps[0]}0`] }),
  replace: (pod) => ({ ...pod, uid: `${pod.uid}-next` }),
  go: () => null,
};

type Story = ReturnType<typeof play>;
type Act = { readonly pod: number; readonly fate: string } | { readonly gate: boolean } | { readonly node: "well" | "silent" | "cordoned" };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ pod: fc.nat(PODS.length - 1), fate: fc.constantFrom(...Object.keys(FATES), "bare", "claim") }) },
  { weight: 1, arbitrary: fc.record({ gate: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ node: fc.constantFrom("well" as const, "silent" as const, "cordoned" as const) }) },
);
const MODES = ["after", "relistAfter", "restartAfter"] as const;
const watched = fc.array(fc.record({ ms: fc.nat(90_000), acts: fc.tuple(act) }), { maxLength: 12 });
const anyhow = fc.array(
  fc.record({ ms: fc.nat(90_000), mode: fc.constantFrom(...MODES), acts: fc.array(act, { minLength: 1, maxLength: 3 }) }),
  {
    maxLength: 12,
  },
);

function editsOf({ snapshot }: Story, what: Act) {
  if ("gate" in what)
    return [changes("felixConfigurations", "default", aFelixConfiguration({ floatingIPs: what.gate ? "Enabled" : "Disabled" }))];
  if ("node" in what) {
    const node = { ready: what.node === "silent" ? "Unknown" : "True", unschedulable: what.node === "cordoned" } as const;
    return [changes("nodes", "node-a", aNode(node))];
  }
  const base = PODS[what.pod];
  if (!base) return [];
  const there = [base.uid, `${base.uid}-next`].flatMap((uid) => snapshot.pods.get(uid) ?? []);
  const bare = snapshot.podAddresses.has(base.uid);
  const goes = there.flatMap((pod) => removes(pod));
  if (what.fate === "bare") return there.some(({ uid }) => uid === base.uid) ? [unannotates(base)] : [];
  const next = FATES[what.fate]?.(base) ?? null;
  if (!next) return [goes, bare ? changes("podAddresses", base.uid, undefined) : []];
  if (bare && next.uid === base.uid) return [annotates(next)];
  return [there.filter(({ uid }) => uid !== next.uid).flatMap((pod) => removes(pod)), puts(next)];
}

function tell(
  story: Story,
  steps: readonly { readonly ms: number; readonly mode?: (typeof MODES)[number]; readonly acts: readonly Act[] }[],
  check: (draft: TransitionDraft) => void,
): void {
  for (const { ms, mode = "after", acts } of steps) {
    const draft = story[mode](ms, ...acts.flatMap((one) => editsOf(story, one)));
    if (draft) check(draft);
  }
}

const EVICTED_BETWEEN_LISTS = [
  { ms: 0, mode: "after" as const, acts: [{ pod: 1, fate: "claim" }] },
  {
    ms: 0,
    mode: "relistAfter" as const,
    acts: [
      { pod: 1, fate: "evict" },
      { pod: 1, fate: "replace" },
    ],
  },
];

describe("whatever happens", () => {
  test("each transition starts where the one before ended, and its two sides differ", () => {
    fc.assert(
      fc.property(anyhow, (steps) => {
        const story = play();
        let last: TransitionDraft | null = null;
        tell(story, steps, (draft) => {
          expect(sameStanding(draft.from, draft.to)).toBe(false);
          expect(sameStanding(draft.from, last?.to ?? { state: "unserved", nodes: [] })).toBe(true);
          expect(story.known?.standing).toEqual(draft.to);
          last = draft;
        });
      }),
    );
  });

  test("judging again says the same", () => {
    fc.assert(
      fc.property(anyhow, (steps) => {
        const story = play();
        tell(story, steps, (draft) => expect(story.asked && judgeTransition(story.asked)).toEqual(draft));
      }),
    );
  });

  test("all is told in the words of the lists, and times and bounds are in order", () => {
    fc.assert(
      fc.property(anyhow, (steps) => {
        tell(play(), steps, (draft) => {
          expect(TRANSITION_KINDS).toContain(draft.kind);
          expect(TRANSITION_CAUSES).toContain(draft.cause);
          expect(CONFIDENCES).toContain(draft.confidence);
          expect(["serving", "split", "unserved", "disabled"]).toContain(draft.to.state);
          expect(draft.notBefore).toBeLessThanOrEqual(draft.notAfter);
          expect(draft.notAfter).toBeLessThanOrEqual(draft.detectedAt);
          for (const bounds of [draft.gapMs, draft.overlapMs]) {
            if (bounds) expect(bounds.min).toBeLessThanOrEqual(bounds.max);
            if (bounds) expect(bounds.min).toBeGreaterThanOrEqual(0);
          }
        });
      }),
    );
  });

  test("there is no confidence exactly where there is no cause, and a cause has evidence that supports it", () => {
    fc.assert(
      fc.property(anyhow, (steps) => {
        const story = play();
        tell(story, steps, ({ cause, confidence, evidence }) => {
          const isUntold = cause === "unknown" || cause === "not-observed";
          expect(confidence === "none").toBe(isUntold);
          expect(evidence.some(({ stance }) => stance === "supports")).toBe(!isUntold);
          if (isUntold) expect(cause).toBe(story.asked?.isBlind ? "not-observed" : "unknown");
          if (story.asked?.isBlind) expect(confidence).not.toBe("certain");
        });
      }),
      // Evicted by the kubelet, and made anew, between two lists.
      { examples: [[EVICTED_BETWEEN_LISTS]] },
    );
  });

  test("what is known after is what the next one starts from: since when, gone and split", () => {
    fc.assert(
      fc.property(anyhow, (steps) => {
        const story = play();
        tell(story, steps, ({ to, notBefore, notAfter }) => {
          expect(story.known?.since).toEqual({ notBefore, notAfter });
          expect(story.known?.splitSince === null).toBe(to.state !== "split");
          if (backendsOf(to).length > 0) expect(story.known?.goneSince).toBeNull();
        });
      }),
    );
  });

  test("while somebody looks, one thing at a time, nothing stays without a cause", () => {
    fc.assert(
      fc.property(watched, (steps) => {
        tell(play(), steps, ({ cause, kind, from, to }) => expect(cause, `${kind} ${JSON.stringify([from, to])}`).not.toBe("unknown"));
      }),
      { numRuns: 300 },
    );
  });
});
