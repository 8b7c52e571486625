"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useLocale, useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { queries } from "#lib/client/queries.ts";
import { rememberPreference, type Theme } from "#lib/ui/preferences.ts";
import { FreshnessChip } from "./freshness-chip.tsx";
import { isFilePage, PAGES } from "./nav.tsx";
import { usePreferences } from "./preferences.tsx";

const NEXT_THEME: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

export function TopBar({ onSearch }: { onSearch: () => void }) {
  const t = useTranslations("shell");
  const { zone, setZone, theme, setTheme } = usePreferences();
  const pathname = usePathname();
  const { data: status } = useQuery(queries.status());
  return (
    <header className="sticky top-0 z-10 flex h-12 items-center gap-3 border-line border-b bg-canvas px-6 max-narrow:gap-2 max-narrow:px-4">
      <Where />
      <button
        type="button"
        onClick={onSearch}
        className="ml-auto flex h-8 w-52 items-center whitespace-nowrap gap-2 rounded-control border border-control bg-surface px-2 text-12 text-text3 max-wide:w-auto"
      >
        <Icon name="search" className="size-3.5" />
        <span className="truncate max-wide:sr-only">{t("search")}</span>
        <kbd className="ml-auto rounded-[3px] border border-line2 px-1 font-sans text-11 max-wide:hidden">Ctrl K</kbd>
      </button>
      {!isFilePage(pathname) && <FreshnessChip />}
      <span className="max-narrow:hidden">
        <Segmented
          label={t("zone")}
          value={zone}
          onChange={setZone}
          options={[
            { value: "utc", label: "UTC" },
            { value: "local", label: t("local") },
          ]}
        />
      </span>
      <Language />
      <Button
        look="quiet"
        className="w-8 px-0"
        aria-label={t("theme", { theme: t(`themes.${theme}`) })}
        onClick={() => setTheme(NEXT_THEME[theme])}
      >
        <Icon name={theme === "dark" ? "moon" : theme === "light" ? "sun" : "contrast"} />
      </Button>
      {status?.user && (
        <span title={t("user", { user: status.user })} className="inline-flex items-center gap-1 text-12 text-text2 max-wide:hidden">
          <Icon name="user" />
          <span className="max-w-32 truncate">{status.user}</span>
        </span>
      )}
      {status?.readOnly && (
        <span className="whitespace-nowrap rounded-control border border-line2 px-2 text-11 text-text2 max-wide:hidden">
          {t("readOnly")}
        </span>
      )}
    </header>
  );
}

function Where() {
  const t = useTranslations("shell.nav");
  const pathname = usePathname();
  const page = PAGES.find(({ path }) => path !== "/" && pathname.startsWith(path));
  const key = page?.key ?? (isFilePage(pathname) ? "bundle" : PAGES[0].key);
  const ip = pathname.startsWith("/floating-ips/") ? decodeURIComponent(pathname.slice("/floating-ips/".length)) : null;
  return (
    <div className="flex min-w-0 items-center gap-2 whitespace-nowrap font-semibold text-13">
      <span className={ip ? "font-medium text-text2 max-narrow:hidden" : ""}>{t(key)}</span>
      {ip && (
        <>
          <Icon name="right" className="size-3 text-text3 max-narrow:hidden" />
          <span className="mono truncate">{ip}</span>
        </>
      )}
    </div>
  );
}

/** The page is drawn by the server in one language, so a change is a new page. */
function Language() {
  const t = useTranslations("shell");
  const locale = useLocale();
  const other = locale === "zh-CN" ? { code: "en", label: "EN" } : { code: "zh-CN", label: "中文" };
  return (
    <Button
      look="quiet"
      className="px-2"
      aria-label={`${t("language")}: ${other.label}`}
      lang={other.code}
      onClick={() => {
        rememberPreference("locale", other.code);
        const url = new URL(location.href);
        url.searchParams.delete("lang");
        location.replace(url);
      }}
    >
      {other.label}
    </Button>
  );
}
