import "server-only";
import type { Cluster } from "#lib/cluster/cluster.ts";
import { sourceNews, type Told } from "./source-news.ts";
import { tell } from "./tell.ts";

/** Sources fail one after the other, for one reason: wait for the rest before telling. */
const GATHER_MS = 250;

/** Tells the operator what ails the sources of a cluster. Returns the way out. */
export function followSources(cluster: Pick<Cluster, "snapshot" | "subscribe">): () => void {
  let told: Told = new Map();
  let timer: NodeJS.Timeout | null = null;

  const report = () => {
    timer = null;
    const next = sourceNews(told, [...cluster.snapshot.sources.values()]);
    told = next.told;
    for (const { level, text, code, sources } of next.news) tell(level, text, { code, sources });
  };
  const unsubscribe = cluster.subscribe((changes) => {
    if (changes.some((change) => change.collection === "sources")) timer ??= setTimeout(report, GATHER_MS);
  });
  return () => {
    unsubscribe();
    if (timer) clearTimeout(timer);
  };
}
