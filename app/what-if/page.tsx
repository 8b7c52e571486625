import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { connection } from "next/server";
import { WhatIfView } from "#components/what-if/what-if-view.tsx";
import { queries } from "#lib/client/queries.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const metadata = { title: "What if" };

export default async function WhatIfPage() {
  await connection();
  const client = new QueryClient();
  const { live, status } = runtime();
  client.setQueryData(queries.status().queryKey, status());
  client.setQueryData(queries.gates().queryKey, live.gates());
  client.setQueryData(queries.list().queryKey, live.list({}));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <WhatIfView />
    </HydrationBoundary>
  );
}
