import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { redirect } from "next/navigation";
import { connection } from "next/server";
import { FloatingIpView } from "#components/floating-ip/floating-ip-view.tsx";
import { queries } from "#lib/client/queries.ts";
import type { FloatingIpDetail } from "#lib/contract/floating-ips.ts";
import { runtime } from "#lib/runtime/runtime.ts";

type Props = { readonly params: Promise<{ ip: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: decoded((await params).ip) };
}

export default async function FloatingIpPage({ params }: Props) {
  await connection();
  const ip = decoded((await params).ip);
  const client = new QueryClient();
  await runtime().live.shown();
  const detail = detailOf(ip);
  if (detail && detail.item.ip !== ip) redirect(`/floating-ips/${encodeURIComponent(detail.item.ip)}`);
  if (detail) client.setQueryData(queries.detail(ip).queryKey, detail);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <FloatingIpView key={ip} ip={ip} />
    </HydrationBoundary>
  );
}

/** Where there is none, the page asks the API, and says what that says. */
function detailOf(ip: string): FloatingIpDetail | null {
  try {
    return runtime().live.detail(ip);
  } catch {
    return null;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
