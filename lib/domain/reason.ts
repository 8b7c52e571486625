/** A value that a sentence about the cluster is filled with. Lists are joined in the reader's language. */
export type Fact = string | number | boolean | null | readonly string[];
export type Facts = Readonly<Record<string, Fact>>;

/** Why something is as it is: a stable kebab-case code and what its sentence needs. The sentences live in `messages/`. */
export type Reason = { readonly code: string; readonly facts: Facts };

export function reason(code: string, facts: Facts = {}): Reason {
  return { code, facts };
}
