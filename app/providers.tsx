"use client";

import { type DehydratedState, hydrate, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { IntlProvider } from "use-intl";
import { LiveProvider } from "#components/layout/live.tsx";
import { PreferencesProvider } from "#components/layout/preferences.tsx";
import { Shell } from "#components/layout/shell.tsx";
import { mayRetry } from "#lib/client/queries.ts";
import type { Preferences } from "#lib/ui/preferences.ts";
import type { Messages } from "#messages/index.ts";

type Props = {
  readonly preferences: Preferences;
  readonly messages: Messages;
  readonly startedAt: number;
  /** What the shell shows on every page. It must be there before the first render, or server and browser draw different pages. */
  readonly state: DehydratedState;
  readonly children: ReactNode;
};

export function Providers({ preferences, messages, startedAt, state, children }: Props) {
  const [client] = useState(() => newClient(state));
  // ICU falls back to the zone of the machine otherwise, and the server's is another than the reader's.
  return (
    <NuqsAdapter>
      <IntlProvider locale={preferences.locale} messages={messages} timeZone="UTC">
        <PreferencesProvider initial={preferences}>
          <QueryClientProvider client={client}>
            <LiveProvider startedAt={startedAt}>
              <Shell>{children}</Shell>
            </LiveProvider>
          </QueryClientProvider>
        </PreferencesProvider>
      </IntlProvider>
    </NuqsAdapter>
  );
}

function newClient(state: DehydratedState): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { retry: mayRetry, staleTime: 5_000 } } });
  hydrate(client, state);
  return client;
}
