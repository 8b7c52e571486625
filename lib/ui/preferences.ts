import type { Zone } from "./format-time.ts";

export type Theme = "light" | "dark" | "system";
export type Preferences = { readonly locale: string; readonly zone: Zone; readonly theme: Theme };

/** Cookies, so that the server draws the page as its reader wants it. */
export const COOKIES = { locale: "buoy-lang", zone: "buoy-zone", theme: "buoy-theme" } as const;

const YEAR_SECONDS = 31_536_000;

export function rememberPreference(name: keyof typeof COOKIES, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store is not in all browsers
  document.cookie = `${COOKIES[name]}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_SECONDS}; SameSite=Strict`;
}

export function readTheme(text: string | undefined): Theme {
  return text === "light" || text === "dark" ? text : "system";
}

export function readZone(text: string | undefined): Zone {
  return text === "local" ? "local" : "utc";
}
