import { expect, test } from "vitest";
import { pseudo } from "./pseudo.ts";

test.for([
  { name: "text gets accents and a third more", text: "Not ready", shown: "[Nót réádý one]" },
  { name: "what ICU fills in stays", text: "on {node}", shown: "[óñ {node} o]" },
  {
    name: "a plural stays whole",
    text: "{count, plural, one {# pod} other {# pods}}",
    shown: "[{count, plural, one {# pod} other {# pods}}]",
  },
  { name: "the name of a tag stays", text: "<mono>a</mono>", shown: "[<mono>á</mono> o]" },
])("$name", ({ text, shown }) => {
  expect(pseudo(text)).toBe(shown);
});
