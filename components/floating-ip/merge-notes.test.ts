import { expect, test } from "vitest";
import { mergedNotes } from "./merge-notes.ts";

const theirs = { owner: "edge-sre", text: "Ask first.", runbook: "https://wiki/theirs" };

test.for([
  {
    name: "both texts stand one after the other, and what gives way stands below",
    mine: { owner: "payments", text: "Never move it.", runbook: "https://wiki/mine" },
    merged: { owner: "payments", text: "Ask first.\n\nNever move it.\n\nedge-sre\n\nhttps://wiki/theirs", runbook: "https://wiki/mine" },
  },
  { name: "what is the same stands once", mine: theirs, merged: theirs },
  { name: "what one of them has left empty comes from the other", mine: { owner: "", text: "", runbook: "" }, merged: theirs },
])("$name", ({ mine, merged }) => {
  expect(mergedNotes(theirs, mine)).toEqual(merged);
});
