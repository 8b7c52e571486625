import { connection } from "next/server";
import { ActivityView } from "#components/activity/activity-view.tsx";
import { pageTitle } from "../page-title.ts";

export const generateMetadata = () => pageTitle("activity");

export default async function ActivityPage() {
  await connection();
  return <ActivityView />;
}
