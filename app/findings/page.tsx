import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { connection } from "next/server";
import { FindingsView } from "#components/findings/findings-view.tsx";
import { queries } from "#lib/client/queries.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const metadata = { title: "Findings" };

export default async function FindingsPage() {
  await connection();
  const client = new QueryClient();
  const { live, status } = runtime();
  client.setQueryData(queries.status().queryKey, status());
  client.setQueryData(queries.findings().queryKey, live.findings({}));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <FindingsView />
    </HydrationBoundary>
  );
}
