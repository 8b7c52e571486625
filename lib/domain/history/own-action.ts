/** Something that the console itself wrote, for as long as its effect may still come. */
export type OwnAction = {
  readonly id: string;
  /** Who asked for it. */
  readonly actor: string;
  /** Canonical; those it was to move. */
  readonly ips: readonly string[];
  /** UIDs of the objects it wrote. */
  readonly wrote: readonly string[];
  readonly startedAt: number;
};
