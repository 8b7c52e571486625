import { clsx } from "clsx";

export type Option = { readonly value: string; readonly label: string };

/** One of many, or none. A value that is not offered stays chosen, so that a link keeps what it says. */
export function Choice({
  label,
  value,
  none,
  options,
  onChange,
}: {
  label: string;
  value: string;
  /** The word for no choice. */
  none: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}) {
  return (
    <label
      className={clsx(
        "inline-flex h-8 items-center gap-1 rounded-control border px-2 text-12 max-narrow:h-10",
        value ? "border-accent bg-selected" : "border-line2 bg-surface",
      )}
    >
      <span className="whitespace-nowrap text-text2">{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)} className="max-w-44 bg-transparent text-12 text-text">
        <option value="">{none}</option>
        {value !== "" && !options.some((option) => option.value === value) && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
