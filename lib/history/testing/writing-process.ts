import { openStore } from "../open-store.ts";
import { AT, aDraft, aKnown, NOTHING } from "./drafts.ts";

/**
 * A recorder without judgement, for tests that kill it: it stores revision after revision, and tells the ids of each that is stored. It
 * needs `--conditions=react-server`, as server code does outside of Next.
 */
const [dataDir = ""] = process.argv.slice(2);
const store = await openStore({ databaseUrl: null, dataDir, cluster: "one" });
const seat = await store.takeSeat("writer");
if (!seat) throw new Error("the lock of a killed process is still held");
const { lastTransitionId } = await store.load();
for (let at = AT + lastTransitionId * 10; ; at += 10) {
  const transitions = [0, 1, 2].map((offset) => aDraft(at + offset, { ip: `10.99.0.${at % 7}` }));
  const lastKnown = transitions.slice(2).map(({ ip, to }) => aKnown(at, to, ip));
  const span = { source: "pods", from: at, reason: "watch-stale" as const };
  const blind = [{ ...span, to: at + 1 }];
  const stored = await store.record({ ...NOTHING, at, seat: seat.number, transitions, lastKnown, blind });
  process.stdout.write(`${stored.map(({ id, notAfter }) => `${id}@${notAfter}`).join(" ")}\n`);
}
