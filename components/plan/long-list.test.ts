import { expect, test } from "vitest";
import { shorten } from "./long-list.ts";

const names = (count: number) => Array.from({ length: count }, (_, index) => `Deployment shop/web-${index + 1}`);
const about = (targets: readonly string[]) => ({ code: "could-not-start", facts: { targets, count: targets.length }, text: null });
const more = (count: number) => `${count} more`;

test.for([
  { name: "a list that fits stays whole", count: 6 },
  { name: "one more is named rather than counted", count: 7 },
])("$name", ({ count }) => {
  const sentence = about(names(count));
  expect(shorten(sentence, more)).toEqual({ sentence, all: [] });
});

test("a long list names the first and counts the others, and every name is at hand", () => {
  const { sentence, all } = shorten(about(names(40)), more);
  expect(sentence.facts).toEqual({ targets: [...names(6), "34 more"], count: 40 });
  expect(all).toEqual(names(40));
});

test("a sentence without a list stays as it is", () => {
  const sentence = { code: "calico-node-restarts", facts: { object: "kube-system/calico-node", count: 90 }, text: null };
  expect(shorten(sentence, more)).toEqual({ sentence, all: [] });
});
