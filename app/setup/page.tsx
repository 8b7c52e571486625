import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { connection } from "next/server";
import { SetupView } from "#components/gates/setup-view.tsx";
import { queries } from "#lib/client/queries.ts";
import { runtime } from "#lib/runtime/runtime.ts";

export const metadata = { title: "Setup" };

export default async function SetupPage() {
  await connection();
  const client = new QueryClient();
  const { live, status } = runtime();
  client.setQueryData(queries.status().queryKey, status());
  client.setQueryData(queries.gates().queryKey, live.gates());
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SetupView />
    </HydrationBoundary>
  );
}
