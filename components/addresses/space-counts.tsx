import { useTranslations } from "use-intl";
import { Count } from "./count.tsx";
import type { Space } from "./spaces.ts";

const KEYS = ["capacity", "inUse", "reserved", "available"] as const;

/** How full a range is, as Calico counts it. */
export function SpaceCounts({ space }: { space: Space }) {
  const t = useTranslations("addresses");
  const { counts, blocks, pool } = space;
  const entries = [
    ...KEYS.map((key) => [key, <Count key={key} of={counts[key]} />] as const),
    ["blocks", <Count key="blocks" of={blocks.length} />] as const,
    ["floating", <Count key="floating" of={counts.floating} />] as const,
  ];
  return (
    <section aria-label={t("counts-of", { name: space.name })} className="mb-4 rounded-card border border-line bg-surface">
      <dl className="grid grid-cols-6 max-wide:grid-cols-3 max-narrow:grid-cols-2">
        {entries.map(([key, value]) => (
          <div key={key} className="border-line px-4 py-2 [&:not(:first-child)]:border-l max-narrow:border-l-0!">
            <dt className="text-11 text-text3">{t(`counts.${key}`)}</dt>
            <dd className="font-semibold text-15">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="border-line border-t px-4 py-2 text-12 text-text2">
        {t("counts-so")} {pool && <Facts pool={pool} />}
      </p>
    </section>
  );
}

function Facts({ pool }: { pool: NonNullable<Space["pool"]> }) {
  const t = useTranslations("addresses");
  const facts = [
    t(pool.openToIpam ? "pool-open" : pool.disabled ? "pool-disabled" : pool.mode === "Manual" ? "pool-manual" : "pool-closed"),
    t("pool-blocks", { size: pool.blockSize }),
    t(`pool-encapsulation.${pool.encapsulation}`),
    t(pool.exported ? "pool-exported" : "pool-not-exported"),
    ...(pool.nodeSelector !== null && pool.nodeSelector !== "all()" ? [t("pool-nodes", { selector: pool.nodeSelector })] : []),
    ...(pool.namespaceSelector !== null ? [t("pool-namespaces", { selector: pool.namespaceSelector })] : []),
    ...(pool.allowedUses.length > 0 ? [t("pool-uses", { uses: pool.allowedUses.join(", ") })] : []),
  ];
  return <span>{facts.join(" · ")}</span>;
}
