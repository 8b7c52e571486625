const REMEMBERED = 10_000;

/** Which addresses changed of late, for those who keep what they worked out about the others. */
export type RecentChanges = {
  note(ip: string): void;
  /** Where the notes end now. */
  mark(): number;
  /** What was noted behind a mark; `null` when that is too long ago to be remembered. */
  since(mark: number): readonly string[] | null;
};

export function createRecentChanges(): RecentChanges {
  let noted: string[] = [];
  let forgotten = 0;
  return {
    note(ip) {
      noted.push(ip);
      if (noted.length < 2 * REMEMBERED) return;
      noted = noted.slice(REMEMBERED);
      forgotten += REMEMBERED;
    },
    mark: () => forgotten + noted.length,
    since: (mark) => (mark < forgotten ? null : noted.slice(mark - forgotten)),
  };
}
