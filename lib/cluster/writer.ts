/** One object, as a path of the API names it. */
export type ObjectRef = {
  /** `""` for the core group. */
  readonly group: string;
  readonly version: string;
  /** The plural. */
  readonly resource: string;
  /** `null` for objects of the whole cluster. */
  readonly namespace: string | null;
  readonly name: string;
};

/** One change to one object. Nothing is written over what somebody else wrote: a patch and a delete name the version they were made for. */
export type Write =
  | { readonly verb: "create"; readonly ref: ObjectRef; readonly object: object }
  | { readonly verb: "patch"; readonly ref: ObjectRef; readonly patch: object; readonly uid: string; readonly resourceVersion: string }
  | { readonly verb: "delete"; readonly ref: ObjectRef; readonly uid: string; readonly resourceVersion: string };

/** Why a write did not happen, or may not have happened. */
export const WRITE_FAILURES = ["forbidden", "conflict", "refused", "not-found", "unreachable", "result-unknown"] as const;
export type WriteFailureCode = (typeof WRITE_FAILURES)[number];

export type WriteFailure = {
  readonly code: WriteFailureCode;
  /** What the API server said, in English. */
  readonly message: string;
  /** Of a `forbidden`: the rule that would allow it. */
  readonly rule: string | null;
};

export type WriteAnswer = { readonly ok: true; readonly object: unknown } | { readonly ok: false; readonly failure: WriteFailure };

/** Writes to the cluster with the credentials of the console, under its own field manager. */
export type Writer = {
  /** What the server would store; nothing is stored. */
  dryRun(write: Write): Promise<WriteAnswer>;
  apply(write: Write): Promise<WriteAnswer>;
  /** The object as it is now; `null` when there is none. */
  read(ref: ObjectRef): Promise<{ readonly ok: true; readonly object: unknown } | { readonly ok: false; readonly failure: WriteFailure }>;
};
