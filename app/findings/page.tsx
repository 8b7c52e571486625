import { connection } from "next/server";
import { FindingsView } from "#components/findings/findings-view.tsx";
import { pageTitle } from "../page-title.ts";

export const generateMetadata = () => pageTitle("findings");

export default async function FindingsPage() {
  await connection();
  return <FindingsView />;
}
