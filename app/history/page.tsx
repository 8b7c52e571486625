import { connection } from "next/server";
import { HistoryView } from "#components/history/history-view.tsx";
import { pageTitle } from "../page-title.ts";

export const generateMetadata = () => pageTitle("history");

export default async function HistoryPage() {
  await connection();
  return <HistoryView />;
}
