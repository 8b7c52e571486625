import { connection } from "next/server";
import { Home } from "./home.tsx";

export default async function Page() {
  await connection();
  return <Home />;
}
