"use client";

import { clsx } from "clsx";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

/** A dialog over the page: it takes the focus and gives it back. Load it lazily. */
export function Modal({
  title,
  close,
  onClose,
  wide = false,
  children,
}: {
  title: string;
  close: string;
  onClose: () => void;
  /** For what has columns. */
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Dialog.Content
          aria-describedby={undefined}
          className={clsx(
            "fixed left-1/2 z-50 -translate-x-1/2 overflow-y-auto rounded-card border border-line2 bg-surface shadow-lg",
            wide ? "top-[4vh] max-h-[92vh] w-[min(960px,calc(100vw-16px))]" : "top-[12vh] max-h-[76vh] w-[min(560px,calc(100vw-32px))]",
          )}
        >
          <div className="flex items-center border-line border-b px-4 py-2">
            <Dialog.Title className="font-semibold text-13">{title}</Dialog.Title>
            <Dialog.Close aria-label={close} className="ml-auto rounded-control p-1 text-text2 hover:bg-hover">
              <Icon name="close" />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
