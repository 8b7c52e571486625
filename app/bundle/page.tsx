import { connection } from "next/server";
import { pageTitle } from "../page-title.ts";
import { Bundle } from "./bundle.tsx";

export const generateMetadata = () => pageTitle("bundle");

export default async function BundlePage() {
  await connection();
  return <Bundle />;
}
