import { connection } from "next/server";
import { AddressesView } from "#components/addresses/addresses-view.tsx";
import { pageTitle } from "../page-title.ts";

export const generateMetadata = () => pageTitle("addresses");

export default async function AddressesPage() {
  await connection();
  return <AddressesView />;
}
