import "server-only";
import type { Metadata } from "next";
import { loadMessages, type Messages } from "#messages/index.ts";
import { readPreferences } from "./preferences.ts";

/** The name of a page on its tab, as the navigation calls it in the reader's language. */
export async function pageTitle(page: string): Promise<Metadata> {
  const { shell } = await loadMessages((await readPreferences()).catalogue);
  const title = entry(entry(shell, "nav"), page);
  return typeof title === "string" ? { title } : {};
}

function entry(messages: Messages | string | undefined, key: string): Messages | string | undefined {
  return typeof messages === "object" ? messages[key] : undefined;
}
