import { connection } from "next/server";
import { GiveView } from "#components/give/give-view.tsx";
import { pageTitle } from "../page-title.ts";

export const generateMetadata = () => pageTitle("give");

export default async function GivePage() {
  await connection();
  return <GiveView />;
}
