import { connection } from "next/server";
import { SetupView } from "#components/gates/setup-view.tsx";

export const metadata = { title: "Setup" };

export default async function SetupPage() {
  await connection();
  return <SetupView />;
}
