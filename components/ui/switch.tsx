import { clsx } from "clsx";

/** Shows what is, and asks for the other. `null`: what is is not known. */
export function Switch({
  label,
  isOn,
  disabled = false,
  describedBy,
  onPress,
}: {
  label: string;
  isOn: boolean | null;
  disabled?: boolean;
  describedBy?: string | undefined;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn === true}
      aria-label={label}
      aria-describedby={describedBy}
      disabled={disabled}
      onClick={onPress}
      className={clsx(
        "relative h-5 w-9 flex-none rounded-full border transition-colors disabled:cursor-not-allowed disabled:opacity-60",
        isOn === true ? "border-okfill3 bg-okfill3" : "border-control bg-sunken",
        isOn === null && "border-dashed",
      )}
    >
      <span
        aria-hidden="true"
        className={clsx(
          "absolute top-[3px] size-3 rounded-full transition-[left]",
          isOn === true ? "left-[19px] bg-surface" : isOn === null ? "left-[11px] bg-control" : "left-[3px] bg-control",
        )}
      />
    </button>
  );
}
