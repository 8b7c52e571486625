import { Icon } from "#components/ui/icon.tsx";

export type FieldError = { readonly key: string; readonly text: string; readonly code: string | null };

/** Why a field is refused, under it. It stays in the page while it is empty, so that what comes is heard. */
export function FieldErrors({ id, errors }: { id: string; errors: readonly FieldError[] }) {
  return (
    <ul id={id} aria-live="polite" className="grid gap-1 text-12 empty:hidden">
      {errors.map(({ key, text, code }) => (
        <li key={key} className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2 text-bad">
          <Icon name="unserved" />
          <span className="min-w-0 break-words">
            {text} {code !== null && <span className="mono text-text3">{code}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
