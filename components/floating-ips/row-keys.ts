/**
 * Where a key was pressed: in the filter, in another field or a dialog, on a link of a row, on another button or link, in
 * something that scrolls by itself, or nowhere in particular.
 */
export type KeyPlace = "filter" | "field" | "row" | "control" | "panel" | "page";

export type RowAction =
  | { readonly do: "select"; readonly ip: string }
  | { readonly do: "open"; readonly ip: string }
  | { readonly do: "close" };

type Rows = {
  /** As they stand on the page. */
  readonly ips: readonly string[];
  /** Empty where none is. */
  readonly selected: string;
  /** What stands in the filter. */
  readonly query: string;
  /** The address that the filter spells, where it spells one. */
  readonly typed: string | null;
};

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const WITH_ARROWS: readonly KeyPlace[] = ["filter", "row", "page"];

/**
 * What a key means to the list.
 *
 * @returns `null` where the key is not for the list: a field writes it, a button is pressed by it, a panel scrolls by it.
 */
export function rowAction(key: string, place: KeyPlace, rows: Rows): RowAction | null {
  if (place === "field") return null;
  const step = STEPS[key];
  if (step !== undefined) {
    const isHeard = key.startsWith("Arrow") ? WITH_ARROWS.includes(place) : place !== "filter";
    return isHeard ? stepped(step, rows) : null;
  }
  if (key === "Enter") return entered(place, rows);
  return key === "Escape" && place !== "filter" && rows.selected !== "" ? { do: "close" } : null;
}

function stepped(step: number, { ips, selected }: Rows): RowAction | null {
  const ip = ips[Math.min(ips.length - 1, Math.max(0, ips.indexOf(selected) + step))];
  return ip === undefined ? null : { do: "select", ip };
}

/** In the filter it opens the chosen row, else the address as typed (its page tells what it is, if no floating IP), else the first row. */
function entered(place: KeyPlace, { ips, selected, query, typed }: Rows): RowAction | null {
  if (place === "page") return selected === "" ? null : { do: "open", ip: selected };
  if (place !== "filter") return null;
  const ip = ips.includes(selected) ? selected : (typed ?? (query.trim() === "" ? undefined : ips[0]));
  return ip === undefined ? null : { do: "open", ip };
}
