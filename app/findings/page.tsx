import { connection } from "next/server";
import { FindingsView } from "#components/findings/findings-view.tsx";

export const metadata = { title: "Findings" };

export default async function FindingsPage() {
  await connection();
  return <FindingsView />;
}
