import { clsx } from "clsx";

/** Drawn on 16 by 16, stroke 1.5, in the colour of the text beside them. */
const PATHS = {
  buoy: "M8 1v2.2M5.2 9.5l1.4-6.3h2.8l1.4 6.3M4.2 9.5h7.6l-1 3H5.2zM1.5 14.5c1.1-.9 2.2-.9 3.2 0s2.2.9 3.3 0 2.2-.9 3.3 0 2.2.9 3.2 0M6 6.2h4",
  list: "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.1M2.5 8h.1M2.5 12h.1",
  activity: "M1.5 8.5h3l2-5.5 3 10 2-4.5h3",
  flag: "M3.5 14.5v-12h8l-1.6 3 1.6 3h-8",
  gate: "M2.5 14V4M13.5 14V4M2.5 7l11 5M2.5 12l11-5M1.5 4h2M12.5 4h2",
  grid: "M2.25 2.25h4.5v4.5h-4.5zM9.25 2.25h4.5v4.5h-4.5zM2.25 9.25h4.5v4.5h-4.5zM9.25 9.25h4.5v4.5h-4.5z",
  fork: "M8 14V9M8 9L3.5 4.5M8 9l4.5-4.5M3.5 8V4.5H7M12.5 8V4.5H9",
  search: "M11.25 7a4.25 4.25 0 1 1-8.5 0 4.25 4.25 0 0 1 8.5 0zM10.3 10.3L14 14",
  clock: "M14.25 8A6.25 6.25 0 1 1 1.75 8a6.25 6.25 0 0 1 12.5 0zM8 4.5V8l2.4 1.6",
  sun: "M11 8a3 3 0 1 1-6 0 3 3 0 0 1 6 0zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7",
  moon: "M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1z",
  contrast: "M14.25 8A6.25 6.25 0 1 1 1.75 8a6.25 6.25 0 0 1 12.5 0zM8 1.75v12.5M8 4.5h4.8M8 8h6.2M8 11.5h4.8",
  user: "M10.75 5.5a2.75 2.75 0 1 1-5.5 0 2.75 2.75 0 0 1 5.5 0zM2.8 14a5.2 5.2 0 0 1 10.4 0",
  down: "M3.5 6L8 10.5 12.5 6",
  left: "M10 3.5L5.5 8 10 12.5",
  right: "M6 3.5L10.5 8 6 12.5",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  external: "M6.5 3.5h-4v10h10v-4M9.5 2.5h4v4M13.5 2.5L7.5 8.5",
  warn: "M8 2.2L14.3 13H1.7zM8 6.5v3M8 11.2v.1",
  info: "M14.25 8A6.25 6.25 0 1 1 1.75 8a6.25 6.25 0 0 1 12.5 0zM8 7.4v3.6M8 5v.1",
  check: "M2.5 8.5l3.5 3.5 7.5-8",
  minus: "M3.5 8h9",
  plus: "M3.5 8h9M8 3.5v9",
  serving: "M14.25 8A6.25 6.25 0 1 1 1.75 8a6.25 6.25 0 0 1 12.5 0zM5.2 8.2l2 2 3.6-4.2",
  split: "M8 14V9.5M8 9.5L3.8 5.3M8 9.5l4.2-4.2M3.5 8.3V5h3.3M12.5 8.3V5H9.2",
  unserved: "M14.25 8A6.25 6.25 0 1 1 1.75 8a6.25 6.25 0 0 1 12.5 0zM5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8",
  disabled: "M8 1.8v6M4.3 4.2a5.5 5.5 0 1 0 7.4 0",
  node: "M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.1M5 11h.1",
} as const;

export type IconName = keyof typeof PATHS | "unknown";

/** Hidden from readers: a word stands beside it, or the control has a label. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={clsx("block size-4 flex-none", className)}
    >
      {name === "unknown" ? (
        <>
          <circle cx="8" cy="8" r="6.25" strokeDasharray="2.6 2.3" />
          <path d="M6.3 6.3A1.75 1.75 0 1 1 8 8.4v.5M8 11v.1" />
        </>
      ) : (
        <path d={PATHS[name]} />
      )}
    </svg>
  );
}
