/** The only place that writes times. */

export type Zone = "utc" | "local";
export type TimeStyle = { readonly locale: string; readonly zone: Zone };

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function format({ locale, zone }: TimeStyle, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  const known =
    formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, hourCycle: "h23", ...(zone === "utc" ? { timeZone: "UTC" } : {}) });
  formats.set(key, known);
  return known;
}

/** `02:14:07`, or with the day where that is not today's: `23 Aug, 02:14:07`. `precise` is to the millisecond: `02:14:07.203`. */
export function formatInstant(at: string, now: number, style: TimeStyle, precise = false): string {
  const date = new Date(at);
  const day = format(style, { year: "numeric", month: "2-digit", day: "2-digit" });
  const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
  const time = format(style, precise ? { ...clock, fractionalSecondDigits: 3 } : clock).format(date);
  if (day.format(date) === day.format(now)) return time;
  return `${format(style, { day: "numeric", month: "short" }).format(date)}, ${time}`;
}

/** A moment on an axis: `14:02`, or the day where the axis is longer than two: `23 Aug`. */
export function formatTick(at: number, lengthMs: number, style: TimeStyle): string {
  return format(style, lengthMs > 2 * DAY ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** Everything, with its zone: for tooltips and copies. */
export function formatFull(at: string, style: TimeStyle): string {
  return format(style, { dateStyle: "medium", timeStyle: "long" }).format(new Date(at));
}

/**
 * How long something lasts or has lasted: `14 s`, `3 min 41 s`, `1 h 25 min`, `6 d`.
 *
 * @param ms Negative is a clock that differs, and counts as nothing.
 */
export function formatDuration(ms: number, locale: string): string {
  const left = Math.max(0, ms);
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(Math.floor(value));
  if (left < MINUTE) return unit(left / SECOND, "second");
  if (left < HOUR)
    return left < 10 * MINUTE
      ? joined(unit(left / MINUTE, "minute"), left % MINUTE, SECOND, "second", unit)
      : unit(left / MINUTE, "minute");
  if (left < DAY) return joined(unit(left / HOUR, "hour"), left % HOUR, MINUTE, "minute", unit);
  return left < 3 * DAY ? joined(unit(left / DAY, "day"), left % DAY, HOUR, "hour", unit) : unit(left / DAY, "day");
}

/** A length that lies between two: `38 s–41 s`, or `0.4 s` where both are the same. Short ones have a decimal. */
export function formatSpan({ min, max }: { readonly min: number; readonly max: number }, locale: string): string {
  const from = formatShort(min, locale);
  const to = formatShort(max, locale);
  return from === to ? from : `${from}–${to}`;
}

function formatShort(ms: number, locale: string): string {
  if (ms <= 0 || ms >= 10 * SECOND) return formatDuration(ms, locale);
  const style = { style: "unit", unit: "second", unitDisplay: "short" } as const;
  return new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: ms < SECOND ? 2 : 1 }).format(ms / SECOND);
}

function joined(whole: string, rest: number, size: number, name: string, unit: (value: number, name: string) => string): string {
  return rest < size ? whole : `${whole} ${unit(rest / size, name)}`;
}
