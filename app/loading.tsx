"use client";

import { useTranslations } from "use-intl";
import { Skeleton } from "#components/ui/notice.tsx";

export default function Loading() {
  return <Skeleton rows={10} label={useTranslations("common")("loading")} />;
}
