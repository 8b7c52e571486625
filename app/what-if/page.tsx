import { connection } from "next/server";
import { WhatIfView } from "#components/what-if/what-if-view.tsx";
import { pageTitle } from "../page-title.ts";

export const generateMetadata = () => pageTitle("whatIf");

export default async function WhatIfPage() {
  await connection();
  return <WhatIfView />;
}
