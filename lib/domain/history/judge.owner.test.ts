import { describe, expect, test } from "vitest";
import type { PodRecord, WorkloadRecord } from "../snapshot.ts";
import { aPod, aSource, aWorkload } from "../testing/builders.ts";
import { changes, IP, play, puts, removes } from "./testing/play.ts";

const deployment = aWorkload({ uid: "d", name: "gw" });
const owned = { controller: { kind: "Deployment", name: "gw", uid: "d" } };
const old = aWorkload({ uid: "rs-1", kind: "ReplicaSet", name: "gw-1", ...owned });
const newer = aWorkload({ uid: "rs-2", kind: "ReplicaSet", name: "gw-2", ...owned });
const stateful = aWorkload({ uid: "s", kind: "StatefulSet", name: "gw", desired: 3, current: 3, updateRevision: "gw-1" });
const daemon = aWorkload({ uid: "ds", kind: "DaemonSet", name: "gw" });
const job = aWorkload({ uid: "j", kind: "Job", name: "gw" });

function podOf({ kind, name, uid }: WorkloadRecord): PodRecord {
  return aPod({ floatingIps: [IP], templateHash: "gw-1", controller: { kind, name, uid } });
}

const workload = (record: WorkloadRecord) => changes("workloads", record.uid, record);
const gone = ({ uid }: WorkloadRecord) => changes("workloads", uid, undefined);

type Story = ReturnType<typeof play>;

/** The pod is seen to be deleted, and is gone a while later. */
function deleted(story: Story, pod: PodRecord) {
  story.after(1_000, puts({ ...pod, deletionTimestamp: "2026-08-29T04:00:31Z" }));
  return story.after(30_000, removes(pod));
}

const CASES: readonly {
  name: string;
  owner: WorkloadRecord;
  others?: readonly WorkloadRecord[];
  act: (story: Story) => void;
  detail: string | null;
  codes: readonly string[];
  incident?: string | RegExp | RegExp;
}[] = [
  {
    name: "a new ReplicaSet of its Deployment took over: rollout",
    owner: old,
    others: [deployment],
    act: (story) => {
      story.after(10, workload({ ...newer, desired: 0 }));
      story.after(10, workload(newer));
      story.after(10, workload({ ...old, desired: 0 }));
    },
    detail: "rollout",
    codes: ["owner-rolls-out", "owner-scaled"],
    incident: "rollout:d@rs-2",
  },
  {
    name: "its ReplicaSet left the records with its last pod, and there is a newer one: rollout",
    owner: old,
    others: [deployment, newer],
    act: (story) => {
      story.after(10, workload({ ...old, desired: 0 }));
      story.after(10, gone(old));
    },
    detail: "rollout",
    codes: ["owner-rolls-out", "owner-scaled"],
    incident: "rollout:d@rs-2",
  },
  {
    name: "its Deployment was scaled down: scale-down",
    owner: { ...old, desired: 3, current: 3 },
    others: [{ ...deployment, desired: 3 }],
    act: (story) => {
      story.after(10, workload({ ...deployment, desired: 2 }));
      story.after(10, workload({ ...old, desired: 2, current: 3 }));
    },
    detail: "scale-down",
    codes: ["owner-scaled"],
    incident: /^scale-down:(d|s)@\d+$/,
  },
  {
    name: "its ReplicaSet was scaled down long ago: that explains nothing",
    owner: { ...old, desired: 3, current: 3 },
    others: [deployment],
    act: (story) => {
      story.after(10, workload({ ...old, desired: 2, current: 2 }));
      story.after(5 * 60_000);
    },
    detail: "direct",
    codes: ["owner-wants-it"],
  },
  {
    name: "its Deployment is gone: owner-deleted",
    owner: old,
    others: [deployment],
    act: (story) => {
      story.after(10, gone(deployment));
      story.after(10, gone(old));
    },
    detail: "owner-deleted",
    codes: ["owner-deleted"],
    incident: /^owner:/,
  },
  {
    name: "its Deployment waits for its pods to go: owner-deleted",
    owner: old,
    others: [deployment],
    act: (story) => story.after(10, workload({ ...deployment, deletionTimestamp: "2026-08-29T04:00:00Z" })),
    detail: "owner-deleted",
    codes: ["owner-deleted"],
    incident: /^owner:/,
  },
  {
    name: "its ReplicaSet was deleted though it wanted pods: owner-deleted",
    owner: old,
    others: [deployment, newer],
    act: (story) => story.after(10, gone(old)),
    detail: "owner-deleted",
    codes: ["owner-deleted"],
    incident: /^owner:/,
  },
  {
    name: "its ReplicaSet wants it still: direct",
    owner: old,
    others: [deployment],
    act: () => {},
    detail: "direct",
    codes: ["owner-wants-it"],
  },
  {
    name: "its StatefulSet makes another revision: rollout",
    owner: stateful,
    act: (story) => story.after(10, workload({ ...stateful, updateRevision: "gw-2", generation: 2 })),
    detail: "rollout",
    codes: ["owner-rolls-out"],
    incident: "rollout:s@gw-2",
  },
  {
    name: "its StatefulSet was scaled down: scale-down",
    owner: stateful,
    act: (story) => story.after(10, workload({ ...stateful, desired: 0, generation: 2 })),
    detail: "scale-down",
    codes: ["owner-scaled"],
    incident: /^scale-down:(d|s)@\d+$/,
  },
  {
    name: "its StatefulSet was scaled down a while ago, and is at it still: scale-down",
    owner: stateful,
    act: (story) => {
      story.after(10, workload({ ...stateful, desired: 0, generation: 2 }));
      story.after(5 * 60_000, workload({ ...stateful, desired: 0, current: 1, generation: 2 }));
    },
    detail: "scale-down",
    codes: ["owner-scaled"],
    incident: /^scale-down:s@\d+$/,
  },
  { name: "its StatefulSet wants it still: direct", owner: stateful, act: () => {}, detail: "direct", codes: ["owner-wants-it"] },
  {
    name: "the template of its DaemonSet was changed: rollout",
    owner: daemon,
    act: (story) => story.after(10, workload({ ...daemon, generation: 2 })),
    detail: "rollout",
    codes: ["owner-rolls-out"],
    incident: "rollout:ds@2",
  },
  { name: "its owner is a Job, which ends pods for reasons of its own: untold", owner: job, act: () => {}, detail: null, codes: [] },
];

describe("a pod that was deleted, and", () => {
  test.for(CASES)("$name", ({ owner, others = [], act, detail, codes, incident = /^$/ }) => {
    const pod = podOf(owner);
    const story = play({ pods: [pod], workloads: [owner, ...others] });
    act(story);
    const draft = deleted(story, pod);

    expect(draft).toMatchObject({ kind: "lost", cause: "pod-deleted", confidence: "certain", detail });
    expect(draft?.incident ?? "").toMatch(incident);
    expect(draft?.evidence.map(({ code }) => code)).toEqual(["pod-deleting", "pod-gone", ...codes]);
  });

  test("whose owner may not be read: untold", () => {
    const pod = podOf(old);
    const story = play({ pods: [pod], sources: [aSource({ source: "replicasets", state: "forbidden" })] });
    expect(deleted(story, pod)).toMatchObject({ cause: "pod-deleted", detail: null });
  });

  test("whose owner wants it, as far as was seen in that very moment: untold", () => {
    const pod = podOf(stateful);
    const story = play({ pods: [pod], workloads: [stateful] });
    expect(story.after(1_000, removes(pod, { ...pod, deletionTimestamp: "2026-08-29T04:00:31Z" }))).toMatchObject({
      cause: "pod-deleted",
      detail: null,
    });
  });

  test("held several addresses takes them all along in one incident", () => {
    const pod = aPod({ floatingIps: [IP, "10.99.0.11"] });
    expect(deleted(play({ pods: [pod] }), pod)?.incident).toBe(`pod:${pod.uid}`);
  });
});
