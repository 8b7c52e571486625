import { gapOf, overlapOf } from "./bounds.ts";
import { explain } from "./cause.ts";
import { claimsAddress, type Fate, fateOf, isLost } from "./fate.ts";
import { kindOf } from "./kind.ts";
import type { Case, Question } from "./question.ts";
import { comingOf, leavingOf, sameStanding, UNSERVED } from "./standing.ts";
import { ENGINE_VERSION, type TransitionDraft } from "./transition.ts";

/**
 * What happened to a floating IP, and why, from how it stood, how it stands, and what was seen between.
 *
 * It decides by what it is given alone: the same question has the same answer. An address that was there when history
 * began did not happen: ask `firstKnown` for it.
 *
 * @returns `null` when the two standings are one for history.
 */
export function judgeTransition(question: Question): TransitionDraft | null {
  const { ip, before, to, window, at } = question;
  const from = before?.standing ?? UNSERVED;
  if (sameStanding(from, to)) return null;

  const asked: Case = { ...question, from, left: fatesOf(question), came: comingOf(from, to) };
  const lost = new Set(asked.left.filter(isLost).map(({ pod }) => pod.uid));
  const isWithdrawn = asked.left.length > 0 && asked.left.every(({ is }) => is === "withdrawn");
  return {
    ip,
    kind: kindOf(before, to, { isLost: ({ uid }) => lost.has(uid), isWithdrawn }),
    notBefore: window.notBefore,
    notAfter: window.notAfter,
    detectedAt: at,
    from,
    to,
    gapMs: gapOf(before, to, window),
    overlapMs: overlapOf(before, to, window),
    ...explain(asked),
    engineVersion: ENGINE_VERSION,
  };
}

function fatesOf(question: Question): readonly Fate[] {
  const { ip, before, to, view, memory } = question;
  const from = before?.standing ?? UNSERVED;
  if (from.state === "disabled" && to.state === "unserved") return formerClaimants(question);
  return leavingOf(from, to).map((pod) => fateOf(ip, pod, view, memory));
}

/** Where nothing was programmed nobody held it; who claimed it then is known only from what changed. */
function formerClaimants({ ip, view, memory, window }: Question): readonly Fate[] {
  return memory.podsSince(window.notBefore).flatMap((uid) => {
    const seen = memory.ofPod(uid).findLast(({ before, after }) => claimsAddress(before, ip) && !claimsAddress(after, ip));
    if (!seen?.before) return [];
    const { namespace, name, node, ready, statusPodIps, deletionTimestamp } = seen.before;
    const podIp = statusPodIps[0] ?? null;
    return [
      fateOf(ip, { namespace, name, uid, node, podIp, ready, terminating: deletionTimestamp !== null, workload: null }, view, memory),
    ];
  });
}
