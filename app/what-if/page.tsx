import { connection } from "next/server";
import { WhatIfView } from "#components/what-if/what-if-view.tsx";

export const metadata = { title: "What if" };

export default async function WhatIfPage() {
  await connection();
  return <WhatIfView />;
}
