"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Modal } from "#components/ui/modal.tsx";
import type { PlanSource } from "#lib/client/plans.ts";
import { PlannedWrite } from "./planned-write.tsx";

/** A write in a dialog: what it asks first, then its plan. Load it lazily. */
export function WriteDialog({
  title,
  source,
  isTyping = false,
  drill = false,
  onClose,
  children,
}: {
  title: string;
  /** `null` while the form has not said enough. */
  source: PlanSource | null;
  isTyping?: boolean;
  drill?: boolean;
  onClose: () => void;
  children?: ReactNode;
}) {
  const t = useTranslations("common");
  return (
    <Modal title={title} close={t("close")} onClose={onClose} wide>
      <div className="grid gap-4 px-4 pt-3">
        {children}
        {source && <PlannedWrite source={source} isTyping={isTyping} drill={drill} onCancel={onClose} narrow />}
      </div>
    </Modal>
  );
}
