import type { ObjectRef, Write, WriteAnswer, WriteFailureCode, Writer } from "#lib/cluster/writer.ts";
import type { ActionRecord, ActionStore, StepRecord } from "../action.ts";

type Held = { metadata: { name: string; uid: string; resourceVersion: string; annotations?: Record<string, string> } };

/** A few objects with the one rule that matters here: a write is for a version. What a real server does beside that, `writer.integration.ts` holds. */
export function objects(...names: readonly string[]) {
  let version = 100;
  const held = new Map<string, Held>(
    names.map((name) => [name, { metadata: { name, uid: `uid-${name}`, resourceVersion: String(++version), annotations: {} } }]),
  );
  /** What the next write meets: lost before it was stored, or after. */
  let fault: "before" | "after" | WriteFailureCode | null = null;
  const refuse = (code: WriteFailureCode): WriteAnswer => ({ ok: false, failure: { code, message: code, rule: null } });

  function store(write: Write): WriteAnswer {
    const { name } = write.ref;
    const object = held.get(name);
    if (write.verb === "create") {
      if (object) return refuse("conflict");
      const created = { ...write.object, metadata: { name, uid: `uid-${name}`, resourceVersion: String(++version) } };
      held.set(name, created);
      return { ok: true, object: created };
    }
    if (!object) return refuse("not-found");
    if (object.metadata.resourceVersion !== write.resourceVersion || object.metadata.uid !== write.uid) return refuse("conflict");
    if (write.verb === "delete") {
      held.delete(name);
      return { ok: true, object };
    }
    const { metadata } = write.patch as { metadata: { annotations: Record<string, string> } };
    const annotations = { ...object.metadata.annotations, ...metadata.annotations };
    const patched = { ...object, metadata: { ...object.metadata, annotations, resourceVersion: String(++version) } };
    held.set(name, patched);
    return { ok: true, object: patched };
  }

  const writer: Writer = {
    dryRun: async () => refuse("refused"),
    apply: async (write) => {
      const met = fault;
      fault = null;
      if (met === "before") return refuse("result-unknown");
      const answer = met === null || met === "after" ? store(write) : refuse(met);
      return met === "after" ? refuse("result-unknown") : answer;
    },
    read: async ({ name }) => {
      const object = held.get(name);
      return object ? { ok: true, object } : { ok: false, failure: { code: "not-found", message: "", rule: null } };
    },
  };
  return {
    writer,
    meet(next: typeof fault) {
      fault = next;
    },
    version: (name: string) => held.get(name)?.metadata.resourceVersion ?? "",
    annotation: (name: string) => held.get(name)?.metadata.annotations?.["a"],
    /** A controller writes its status. */
    nudge(name: string) {
      const object = held.get(name);
      if (object) held.set(name, { metadata: { ...object.metadata, resourceVersion: String(++version) } });
    },
    /** Somebody else writes. */
    touch(name: string, value: string) {
      const object = held.get(name);
      if (!object) throw new Error(`no ${name}`);
      held.set(name, { metadata: { ...object.metadata, annotations: { a: value }, resourceVersion: String(++version) } });
    },
  };
}

export function refOf(name: string): ObjectRef {
  return { group: "", version: "v1", resource: "pods", namespace: "shop", name };
}

export function aStep(name: string, resourceVersion: string, value: string): StepRecord {
  const object = { apiVersion: "v1", kind: "Pod", namespace: "shop", name, uid: `uid-${name}`, resourceVersion };
  return {
    what: { code: "test", facts: {}, text: "" },
    object,
    verb: "patch",
    diff: "",
    state: "waiting",
    at: null,
    resourceVersion: null,
    error: null,
    write: { verb: "patch", ref: refOf(name), patch: { metadata: { annotations: { a: value } } }, uid: object.uid, resourceVersion },
    before: { metadata: { annotations: {} } },
  };
}

export function anAction(steps: readonly StepRecord[], fields: Partial<ActionRecord> = {}): ActionRecord {
  return {
    id: "action-1",
    action: "attach",
    intent: {},
    state: "running",
    startedAt: "2026-08-29T03:12:40.000Z",
    endedAt: null,
    by: "somebody",
    steps,
    consequences: [],
    verification: { state: "waiting", at: null, differences: [] },
    undoes: null,
    undoneBy: null,
    leaseUntil: Date.parse("2026-08-29T03:13:00.000Z"),
    ...fields,
  };
}

/** Keeps every version of what was put, so that a test can end the process after any of them. */
export function keptActions(...first: readonly ActionRecord[]) {
  const puts: ActionRecord[] = [...first];
  const newest = () => [...new Map(puts.map((record) => [record.id, record])).values()];
  const store: ActionStore = {
    put: async (record) => void puts.push(record),
    get: async (id) => newest().find((record) => record.id === id) ?? null,
    list: async () => newest(),
    running: async () => newest().filter(({ state }) => state === "running"),
  };
  return { store, puts };
}
