/** Something that the console itself wrote, for as long as its effect may still come. */
export type OwnAction = {
  readonly id: string;
  /** Who asked for it. */
  readonly actor: string;
  /** It was to bring the address to another backend. */
  readonly isMove: boolean;
  /** Canonical; those it is about. */
  readonly ips: readonly string[];
  /** UIDs of the objects it wrote. */
  readonly wrote: readonly string[];
};
