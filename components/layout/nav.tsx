"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { queries } from "#lib/client/queries.ts";

export const PAGES = [
  { key: "list", path: "/", icon: "list", letter: "l" },
  { key: "history", path: "/history", icon: "clock", letter: "h" },
  { key: "addresses", path: "/addresses", icon: "grid", letter: "a" },
  { key: "findings", path: "/findings", icon: "flag", letter: "f" },
  { key: "setup", path: "/setup", icon: "gate", letter: "s" },
  { key: "activity", path: "/activity", icon: "activity", letter: "y" },
  { key: "whatIf", path: "/what-if", icon: "fork", letter: "w" },
] as const satisfies readonly { key: string; path: string; icon: IconName; letter: string }[];

function isCurrent(path: string, pathname: string): boolean {
  return path === "/" ? pathname === "/" || pathname.startsWith("/floating-ips") : pathname.startsWith(path);
}

/** The page that shows a file: nothing of a cluster stands beside it. */
export function isFilePage(pathname: string): boolean {
  return pathname.startsWith("/bundle");
}

/** On a phone the bar has room for five; the palette leads to these. */
const NOT_ON_PHONES: readonly string[] = ["activity", "whatIf"];

/** Down the left side; icons only where there is little room, along the bottom on a phone. */
export function Nav() {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const isOfFile = isFilePage(pathname);
  const { data: list } = useQuery(queries.list());
  const { data: findings } = useQuery(queries.findings());
  const counts: Partial<Record<string, number>> = { list: list?.items.length ?? 0, findings: findings?.items.length ?? 0 };
  const isCritical = findings?.items.some(({ severity }) => severity === "critical") ?? false;
  return (
    <nav
      aria-label={t("main")}
      className="sticky top-0 z-20 flex h-screen flex-col gap-4 border-line border-r bg-canvas p-2 max-narrow:fixed max-narrow:inset-x-0 max-narrow:top-auto max-narrow:bottom-0 max-narrow:h-14 max-narrow:border-t max-narrow:border-r-0 max-narrow:bg-surface max-narrow:p-0"
    >
      <div className="flex h-8 items-center gap-2 px-2 font-semibold text-15 max-narrow:hidden">
        <Icon name="buoy" className="size-5 text-accent" />
        <span className="max-wide:sr-only">{t("product")}</span>
      </div>
      <ul className="grid gap-0.5 max-narrow:h-full max-narrow:grid-flow-col max-narrow:auto-cols-fr">
        {PAGES.map(({ key, path, icon }) => {
          const count = isOfFile ? undefined : counts[key];
          return (
            <li key={key} className={clsx(NOT_ON_PHONES.includes(key) && "max-narrow:hidden")}>
              <Link
                href={path}
                aria-current={isCurrent(path, pathname) ? "page" : undefined}
                className="flex h-8 items-center gap-2 rounded-control px-2 font-medium text-13 text-text2 no-underline hover:bg-hover hover:text-text hover:no-underline aria-[current]:bg-hover aria-[current]:text-text aria-[current]:shadow-[inset_2px_0_var(--accent)] max-narrow:h-full max-narrow:flex-col max-narrow:justify-center max-narrow:gap-0.5 max-narrow:whitespace-nowrap max-narrow:px-0 max-narrow:text-11 max-narrow:aria-[current]:shadow-[inset_0_2px_var(--accent)]"
              >
                <Icon name={icon} />
                <span className="max-wide:sr-only max-narrow:not-sr-only">{t(`nav.${key}`)}</span>
                {count !== undefined && count > 0 && (
                  <span
                    className={clsx(
                      "ml-auto text-11 max-wide:hidden",
                      key === "findings" && isCritical ? "font-semibold text-bad" : "text-text3",
                    )}
                  >
                    {count}
                  </span>
                )}
              </Link>
            </li>
          );
        })}
      </ul>
      {!isOfFile && <ClusterFacts />}
    </nav>
  );
}

function ClusterFacts() {
  const t = useTranslations("shell");
  const { data: status } = useQuery(queries.status());
  if (!status) return null;
  const { name, kubernetesVersion, calico } = status.cluster;
  return (
    <div className="mt-auto grid gap-0.5 p-2 text-11 text-text3 max-wide:hidden">
      <span className="truncate font-semibold text-text2" title={name}>
        {name}
      </span>
      <span>Kubernetes {kubernetesVersion ?? t("unknownVersion")}</span>
      <span>
        Calico {calico.version ?? t("unknownVersion")}
        {calico.dataplane !== "unknown" && `, ${calico.dataplane}`}
      </span>
      {calico.ipam !== "unknown" && <span>{calico.ipam}</span>}
    </div>
  );
}
