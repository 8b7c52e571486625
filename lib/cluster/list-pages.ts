import "server-only";
import { z } from "zod";
import type { ApiClient } from "./api-client.ts";
import { malformed } from "./failure.ts";
import { nextTurn } from "./pause.ts";
import { pathOf, type Target } from "./target.ts";

const PAGE_OBJECTS = 500;
/** Parsing a page takes long enough: its objects are handed on with turns of the event loop in between. */
const SLICE_OBJECTS = 100;
const HEADERS_TIMEOUT_MS = 60_000;
const BODY_TIMEOUT_MS = 30_000;

const Page = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  // Go writes an empty slice as null.
  items: z.array(z.unknown()).nullish(),
});

/**
 * Lists a target in pages, so that no more than one page is held at a time.
 *
 * A continue token dies with etcd's compaction (410 between two pages). That fails as `expired`, and the caller starts
 * again: the server would also go on from the next key, but then what changed in the earlier pages would be missed.
 *
 * @param onItems Gets each page as it comes, in slices.
 * @returns The resourceVersion to watch from.
 * @throws {SourceFailure}
 */
export async function listPages(
  api: ApiClient,
  target: Target,
  signal: AbortSignal,
  onItems: (items: readonly unknown[]) => void,
): Promise<string> {
  let token: string | null = null;
  for (;;) {
    const path = pathOf(target, { limit: PAGE_OBJECTS, continue: token });
    const answer = await api.json(path, {
      signal,
      headersTimeoutMs: HEADERS_TIMEOUT_MS,
      bodyTimeoutMs: BODY_TIMEOUT_MS,
      subject: { verb: "list", ...target },
    });
    const page = Page.safeParse(answer);
    if (!page.success) throw malformed("a list without metadata", page.error);
    const items = page.data.items ?? [];
    for (let from = 0; from < items.length; from += SLICE_OBJECTS) {
      await nextTurn();
      onItems(items.slice(from, from + SLICE_OBJECTS));
    }
    token = page.data.metadata.continue || null;
    if (token === null) return page.data.metadata.resourceVersion;
  }
}
