"use client";

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Zone } from "#lib/ui/format-time.ts";
import { type Preferences, rememberPreference, type Theme } from "#lib/ui/preferences.ts";

type Held = Preferences & { setZone(zone: Zone): void; setTheme(theme: Theme): void };

const Context = createContext<Held | null>(null);

export function PreferencesProvider({ initial, children }: { initial: Preferences; children: ReactNode }) {
  const [zone, setZone] = useState(initial.zone);
  const [theme, setTheme] = useState(initial.theme);

  useEffect(() => {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      document.documentElement.dataset["theme"] = theme === "system" ? (system.matches ? "dark" : "light") : theme;
    };
    apply();
    system.addEventListener("change", apply);
    return () => system.removeEventListener("change", apply);
  }, [theme]);

  const held = useMemo<Held>(
    () => ({
      locale: initial.locale,
      zone,
      theme,
      setZone(next) {
        setZone(next);
        rememberPreference("zone", next);
      },
      setTheme(next) {
        setTheme(next);
        rememberPreference("theme", next);
      },
    }),
    [initial.locale, zone, theme],
  );
  return <Context value={held}>{children}</Context>;
}

export function usePreferences(): Held {
  const held = useContext(Context);
  if (!held) throw new Error("usePreferences outside of PreferencesProvider");
  return held;
}
