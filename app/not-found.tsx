"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { EmptyState } from "#components/ui/notice.tsx";

export default function NotFound() {
  const t = useTranslations("common.notFound");
  return (
    <EmptyState icon="search" title={t("title")}>
      <Link href="/">{t("home")}</Link>
    </EmptyState>
  );
}
