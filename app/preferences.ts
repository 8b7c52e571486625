import "server-only";
import { cookies, headers } from "next/headers";
import { COOKIES, type Preferences, readTheme, readZone } from "#lib/ui/preferences.ts";
import { LOCALES, type Locale, PSEUDO_LOCALE } from "#messages/index.ts";

/** What the reader chose; else what the browser asks for. */
export async function readPreferences(): Promise<Preferences & { readonly catalogue: Locale }> {
  const [held, asked] = [await cookies(), await headers()];
  const chosen = asked.get("x-buoy-lang") ?? held.get(COOKIES.locale)?.value ?? "";
  const wanted = chosen === "" ? languagesOf(asked.get("accept-language") ?? "") : [chosen];
  const theme = readTheme(held.get(COOKIES.theme)?.value);
  const zone = readZone(held.get(COOKIES.zone)?.value);
  if (chosen === PSEUDO_LOCALE) return { locale: PSEUDO_LOCALE, catalogue: "en", theme, zone };
  const catalogue = wanted.map(matchingLocale).find((locale) => locale !== undefined) ?? "en";
  return { locale: catalogue, catalogue, theme, zone };
}

function languagesOf(header: string): readonly string[] {
  return header
    .split(",")
    .map((part) => {
      const [tag = "", quality] = part.trim().split(";q=");
      return { tag, quality: Number(quality ?? 1) };
    })
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}

function matchingLocale(tag: string): Locale | undefined {
  const [language] = tag.toLowerCase().split("-");
  return (
    LOCALES.find((locale) => locale.toLowerCase() === tag.toLowerCase()) ?? LOCALES.find((locale) => locale.split("-")[0] === language)
  );
}
