"use client";

import { clsx } from "clsx";
import { type KeyboardEvent, useId, useRef } from "react";
import { useTranslations } from "use-intl";
import { type FieldError, FieldErrors } from "#components/plan/field-errors.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { splitAddresses } from "./give-source.ts";
import type { Give } from "./use-give.ts";

/** What the API takes in one plan. */
const MAX_ADDRESSES = 32;

/** Addresses as pieces that can be taken out again, and a field for the next. Enter, comma, blank and leaving it end one. */
export function TokenField({
  give,
  draft,
  onDraft,
  errors,
}: {
  give: Give;
  draft: string;
  onDraft: (text: string) => void;
  errors: readonly (FieldError | null)[];
}) {
  const t = useTranslations("give");
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const shown = errors.flatMap((error) => error ?? []);
  const isFull = give.ips.length >= MAX_ADDRESSES;

  function keep(text: string): void {
    const found = splitAddresses(text);
    if (found.length > 0) give.add(found.slice(0, MAX_ADDRESSES - give.ips.length));
    onDraft("");
  }
  function onKey(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === "Enter") {
      event.preventDefault();
      keep(draft);
    } else if (event.key === "Backspace" && draft === "" && give.ips.length > 0) {
      give.remove(give.ips.length - 1);
    }
  }
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-medium text-12">
        {t("addresses")}
      </label>
      <div
        className={clsx(
          "flex flex-wrap items-center gap-1.5 rounded-control border bg-surface px-2 py-1 focus-within:outline-2 focus-within:outline-accent focus-within:outline-offset-1",
          shown.length > 0 ? "border-bad" : "border-control",
        )}
      >
        <ul aria-label={t("chosen")} className="contents">
          {give.ips.map((ip, at) => (
            <li
              key={ip}
              className={clsx(
                "mono inline-flex min-h-6 max-w-full items-center gap-1 rounded-badge pl-2 text-12",
                errors[at] ? "bg-badtint text-bad" : "bg-hover text-text",
              )}
            >
              {errors[at] && <Icon name="unserved" className="size-3.5" />}
              <span className="break-all">{ip}</span>
              <button
                type="button"
                aria-label={t("remove", { ip })}
                className="inline-grid size-6 place-items-center rounded-badge"
                onClick={() => {
                  give.remove(at);
                  input.current?.focus();
                }}
              >
                <Icon name="close" className="size-3" />
              </button>
            </li>
          ))}
        </ul>
        <input
          ref={input}
          id={id}
          value={draft}
          disabled={isFull}
          aria-invalid={shown.length > 0}
          aria-describedby={`${id}-errors`}
          autoComplete="off"
          spellCheck={false}
          placeholder={isFull ? t("full", { max: MAX_ADDRESSES }) : t(give.ips.length === 0 ? "type-first" : "type-more")}
          onChange={({ target: { value } }) => (/[\s,;]/.test(value) ? keep(value) : onDraft(value))}
          onKeyDown={onKey}
          onBlur={() => keep(draft)}
          className="mono h-7 min-w-24 flex-1 bg-transparent text-13 outline-none placeholder:text-text3"
        />
      </div>
      <FieldErrors id={`${id}-errors`} errors={shown} />
    </div>
  );
}
