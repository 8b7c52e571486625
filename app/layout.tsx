import { type DehydratedState, dehydrate, QueryClient } from "@tanstack/react-query";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { queries } from "#lib/client/queries.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { pseudoCatalogue } from "#lib/ui/pseudo.ts";
import { loadMessages, PSEUDO_LOCALE } from "#messages/index.ts";
import { readPreferences } from "./preferences.ts";
import { Providers } from "./providers.tsx";
import "./globals.css";

export const metadata = {
  title: { default: "Buoy", template: "%s · Buoy" },
  description: "The console for Calico floating IPs",
  icons: { icon: "/favicon.svg" },
};
export const viewport = { width: "device-width", initialScale: 1 };

/** Before the first paint, so that a dark page does not flash. Radix takes the nonce for the styles it writes. */
const BEFORE_PAINT = `(() => {
  const d = document.documentElement, t = d.dataset.theme;
  if (t === "system") d.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  window.__webpack_nonce__ = document.currentScript.nonce;
})()`;

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const { catalogue, ...preferences } = await readPreferences();
  const messages = await loadMessages(catalogue);
  const shown = preferences.locale === PSEUDO_LOCALE ? pseudoCatalogue(messages) : messages;
  return (
    <html lang={preferences.locale === PSEUDO_LOCALE ? "en" : preferences.locale} data-theme={preferences.theme} suppressHydrationWarning>
      <body>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: BEFORE_PAINT }} />
        <Providers preferences={preferences} messages={shown} startedAt={Date.now()} state={shellState()}>
          {children}
        </Providers>
      </body>
    </html>
  );
}

/** In process: the server never calls its own HTTP API. */
function shellState(): DehydratedState {
  const { live, status } = runtime();
  const client = new QueryClient();
  client.setQueryData(queries.list().queryKey, live.list({}));
  client.setQueryData(queries.findings().queryKey, live.findings({}));
  client.setQueryData(queries.gates().queryKey, live.gates());
  client.setQueryData(queries.status().queryKey, status());
  return dehydrate(client);
}
