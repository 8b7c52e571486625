import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { connection } from "next/server";
import { queries } from "#lib/client/queries.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { Home } from "./home.tsx";

/** In process: the server never calls its own HTTP API. */
export default async function Page() {
  await connection();
  const { live, status } = runtime();
  const client = new QueryClient();
  client.setQueryData(queries.list().queryKey, live.list({}));
  client.setQueryData(queries.findings().queryKey, live.findings({}));
  client.setQueryData(queries.gates().queryKey, live.gates());
  client.setQueryData(queries.status().queryKey, status());
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Home />
    </HydrationBoundary>
  );
}
