import "server-only";

type Kept = { readonly revision: number; readonly bytes: Uint8Array };

export type ReplayLimits = { readonly messages: number; readonly bytes: number };

/** The last changes as they were sent, so that a reader whose line broke misses none. */
export class ReplayBuffer {
  readonly #limits: ReplayLimits;
  readonly #kept: Kept[] = [];
  #bytes = 0;
  /** Whoever has this revision can be brought up to date. */
  #since: number;
  #last: number;

  constructor(revision: number, limits: ReplayLimits) {
    this.#since = revision;
    this.#last = revision;
    this.#limits = limits;
  }

  add(revision: number, bytes: Uint8Array): void {
    this.#kept.push({ revision, bytes });
    this.#bytes += bytes.byteLength;
    this.#last = revision;
    while (this.#kept.length > this.#limits.messages || this.#bytes > this.#limits.bytes) this.#forgetOldest();
  }

  /** @returns what came after that revision; `null` when it is too far back, or not a revision yet. */
  after(revision: number): readonly Uint8Array[] | null {
    if (revision < this.#since || revision > this.#last) return null;
    return this.#kept.filter((kept) => kept.revision > revision).map((kept) => kept.bytes);
  }

  #forgetOldest(): void {
    const oldest = this.#kept.shift();
    if (!oldest) return;
    this.#bytes -= oldest.bytes.byteLength;
    this.#since = oldest.revision;
  }
}
