import { connection } from "next/server";
import { SetupView } from "#components/gates/setup-view.tsx";
import { pageTitle } from "../page-title.ts";

export const generateMetadata = () => pageTitle("setup");

export default async function SetupPage() {
  await connection();
  return <SetupView />;
}
