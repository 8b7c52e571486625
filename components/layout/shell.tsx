"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Banner } from "#components/ui/notice.tsx";
import { queries } from "#lib/client/queries.ts";
import { isFilePage, Nav, PAGES } from "./nav.tsx";
import { TopBar } from "./top-bar.tsx";
import { useSentence } from "./words.tsx";

const Palette = dynamic(() => import("./palette.tsx").then((module) => module.Palette), { ssr: false });
const Help = dynamic(() => import("./help.tsx").then((module) => module.Help), { ssr: false });

const CHORD_MS = 1_000;

export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations("shell");
  const [dialog, setDialog] = useState<"palette" | "help" | null>(null);
  useShortcuts(setDialog);
  return (
    <div className="grid min-h-screen grid-cols-[192px_minmax(0,1fr)] max-wide:grid-cols-[52px_minmax(0,1fr)] max-narrow:grid-cols-1 max-narrow:pb-14">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:bg-surface focus:px-3 focus:py-2"
      >
        {t("skip")}
      </a>
      <Nav />
      <div className="min-w-0">
        <TopBar onSearch={() => setDialog("palette")} />
        <Banners />
        <main id="main" className="min-w-0 px-6 pt-4 pb-8 max-narrow:px-4">
          {children}
        </main>
      </div>
      {dialog === "palette" && <Palette onClose={() => setDialog(null)} />}
      {dialog === "help" && <Help onClose={() => setDialog(null)} />}
    </div>
  );
}

/** What holds for the whole page: a simulated cluster, an open door, no cluster to look at. */
function Banners() {
  const t = useTranslations("shell");
  const sentence = useSentence("sources");
  const pathname = usePathname();
  const { data: status } = useQuery(queries.status());
  if (!status || isFilePage(pathname)) return null;
  const trouble = status.sources.find(
    ({ code, state }) => (state === "stale" || state === "syncing") && code !== null && code !== "expired" && code !== "kind-missing",
  );
  if (!status.demo && status.auth !== "none" && !trouble) return null;
  return (
    <section aria-label={t("notices")}>
      {status.demo && (
        <Banner tone="accent" icon="info">
          {t("demo")}
        </Banner>
      )}
      {status.auth === "none" && (
        <Banner tone="warn" icon="warn">
          {t("open")}
        </Banner>
      )}
      {trouble && (
        <Banner tone="warn" icon="warn">
          {sentence({ code: trouble.code, facts: trouble.facts ?? {}, text: trouble.reason })}
        </Banner>
      )}
    </section>
  );
}

function useShortcuts(open: (dialog: "palette" | "help") => void): void {
  const router = useRouter();
  useEffect(() => {
    let chordAt = 0;
    function onKeyDown(event: KeyboardEvent): void {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open("palette");
        return;
      }
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, [contenteditable]")) return;
      if (event.key === "?") open("help");
      else if (event.key === "/") {
        const filter = document.querySelector<HTMLInputElement>("[data-filter]");
        if (!filter) return;
        event.preventDefault();
        filter.focus();
      } else if (event.key === "g") chordAt = event.timeStamp;
      else if (event.timeStamp - chordAt < CHORD_MS) {
        const page = PAGES.find(({ letter }) => letter === event.key);
        if (page) router.push(page.path);
        chordAt = 0;
      }
    }
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [open, router]);
}
