import { describe, expect, test } from "vitest";
import { type KeyPlace, type RowAction, rowAction } from "./row-keys.ts";

const IPS = ["10.99.0.17", "10.99.0.11", "10.99.0.60"];
type Case = {
  readonly name: string;
  readonly key: string;
  readonly place: KeyPlace;
  readonly selected?: string;
  readonly query?: string;
  readonly typed?: string;
  readonly does: RowAction | null;
};
const select = (ip: string): RowAction => ({ do: "select", ip });
const open = (ip: string): RowAction => ({ do: "open", ip });

const cases: readonly Case[] = [
  { name: "j begins at the first row", key: "j", place: "page", does: select("10.99.0.17") },
  { name: "j goes on to the next", key: "j", place: "page", selected: "10.99.0.17", does: select("10.99.0.11") },
  { name: "j stays at the last", key: "j", place: "page", selected: "10.99.0.60", does: select("10.99.0.60") },
  { name: "k goes back", key: "k", place: "control", selected: "10.99.0.11", does: select("10.99.0.17") },
  { name: "k is text in the filter", key: "k", place: "filter", does: null },
  { name: "an arrow leaves the filter for the rows", key: "ArrowDown", place: "filter", does: select("10.99.0.17") },
  { name: "an arrow scrolls a panel", key: "ArrowDown", place: "panel", does: null },
  { name: "Enter on the page opens the chosen row", key: "Enter", place: "page", selected: "10.99.0.11", does: open("10.99.0.11") },
  { name: "Enter on the page opens nothing where no row is chosen", key: "Enter", place: "page", does: null },
  { name: "Enter presses a button", key: "Enter", place: "control", selected: "10.99.0.11", does: null },
  {
    name: "Enter in the filter opens the address as typed, not one that begins alike",
    key: "Enter",
    place: "filter",
    query: "10.99.0.1",
    typed: "10.99.0.1",
    does: open("10.99.0.1"),
  },
  { name: "Enter in the filter opens the first row that matches", key: "Enter", place: "filter", query: "gw", does: open("10.99.0.17") },
  { name: "Enter in an empty filter opens nothing", key: "Enter", place: "filter", does: null },
  { name: "Escape closes the drawer from its own buttons", key: "Escape", place: "control", selected: "10.99.0.11", does: { do: "close" } },
  { name: "Escape clears the filter, and leaves the drawer", key: "Escape", place: "filter", selected: "10.99.0.11", does: null },
  { name: "no key of a dialog is for the list", key: "Escape", place: "field", selected: "10.99.0.11", does: null },
];

describe("a key on the list", () => {
  test.for(cases)("$name", ({ key, place, selected = "", query = "", typed = null, does }) => {
    expect(rowAction(key, place, { ips: IPS, selected, query, typed })).toEqual(does);
  });

  test("means nothing where there are no rows", () => {
    expect(rowAction("j", "page", { ips: [], selected: "", query: "", typed: null })).toBeNull();
  });
});
