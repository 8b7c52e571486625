"use client";

import { useTranslations } from "use-intl";
import { Modal } from "#components/ui/modal.tsx";

const KEYS = [
  { key: "filter", keys: ["/"] },
  { key: "palette", keys: ["Ctrl K"] },
  { key: "rows", keys: ["j", "k"] },
  { key: "open", keys: ["Enter"] },
  { key: "band", keys: ["←", "→", "+", "−"] },
  { key: "close", keys: ["Esc"] },
  { key: "pages", keys: ["g l", "g h", "g f", "g s", "g w"] },
  { key: "help", keys: ["?"] },
] as const;

export function Help({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell.help");
  const common = useTranslations("common");
  return (
    <Modal title={t("title")} close={common("close")} onClose={onClose}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2 p-4 text-13">
        {KEYS.map(({ key, keys }) => (
          <div key={key} className="contents">
            <dt className="flex gap-1">
              {keys.map((name) => (
                <kbd key={name} className="rounded-[3px] border border-line2 px-1.5 text-12">
                  {name}
                </kbd>
              ))}
            </dt>
            <dd>{t(key)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
