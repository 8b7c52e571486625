import "server-only";
import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { pluginOf, tellPlugin } from "./credential-plugin.ts";
import { configInvalid, type SourceFailure } from "./failure.ts";
import { pause } from "./pause.ts";

export type AuthenticateTiming = {
  /** How long a credential plugin may take. It has no terminal to ask at, and one that asks anyway waits for ever. */
  readonly patienceMs: number;
  /** For so long a failure is the answer to whoever asks next: twenty watches would start twenty programs. */
  readonly restMs: number;
};

const TIMING: AuthenticateTiming = { patienceMs: 30_000, restMs: 5_000 };
const DETAIL_LENGTH = 200;

/**
 * What a request carries, anew for each: tokens rotate, and plugins' credentials expire. Those that ask while an answer is
 * on its way share it.
 *
 * @returns Rejects with a {@link SourceFailure}, `config-invalid`.
 */
export function createAuthenticator(config: KubeConfig, timing: AuthenticateTiming = TIMING): () => Promise<RequestOptions> {
  tellPlugin(config);
  const plugin = pluginOf(config.getCurrentUser())?.command ?? null;
  let asked: Promise<RequestOptions> | null = null;
  let failed: { readonly failure: SourceFailure; readonly untilMs: number } | null = null;

  async function ask(): Promise<RequestOptions> {
    const options: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(options);
      return options;
    } catch (error) {
      throw remember(error instanceof Error ? error.message : String(error), error);
    } finally {
      asked = null;
    }
  }

  function remember(why: string, cause?: unknown): SourceFailure {
    const detail = (why.trim() || "no reason given").slice(0, DETAIL_LENGTH);
    const failure = configInvalid(plugin === null ? detail : `its credential plugin ${plugin} fails: ${detail}`, cause);
    failed = { failure, untilMs: performance.now() + timing.restMs };
    return failure;
  }

  return async () => {
    if (failed && performance.now() < failed.untilMs) throw failed.failure;
    failed = null;
    asked ??= ask();
    if (plugin === null) return asked;
    const over = new AbortController();
    const late = pause(timing.patienceMs, over.signal).then((): RequestOptions => {
      if (over.signal.aborted) return {};
      throw remember(`no answer within ${timing.patienceMs / 1_000} s; it may want to ask something, so sign in at a terminal first`);
    });
    try {
      return await Promise.race([asked, late]);
    } finally {
      over.abort();
    }
  };
}
