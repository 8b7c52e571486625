import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFloatingIps } from "../annotation.ts";
import type { Family } from "../assessment.ts";
import { forecastAdd } from "../forecast.ts";
import { type AnnotationEdit, claimedBy, editAnnotation } from "./annotation-edit.ts";

const a = "10.99.0.10";
const b = "10.99.0.11";

const add = (...ips: string[]): AnnotationEdit => ({ verb: "add", ips });
const remove = (...ips: string[]): AnnotationEdit => ({ verb: "remove", ips });
const replace = (...ips: string[]): AnnotationEdit => ({ verb: "replace", ips });

describe("an edit writes", () => {
  test.for([
    { name: "the first address", present: null, edit: add(a), value: '["10.99.0.10"]' },
    { name: "a further one behind those that are there", present: '["10.99.0.11"]', edit: add(a), value: '["10.99.0.11","10.99.0.10"]' },
    { name: "several in the order given", present: null, edit: add(b, a), value: '["10.99.0.11","10.99.0.10"]' },
    { name: "one spelling of each", present: '["FD00::0:5"]', edit: add(a), value: '["fd00::5","10.99.0.10"]' },
    { name: "into an empty text, which holds nothing", present: "", edit: add(a), value: '["10.99.0.10"]' },
    { name: "into an empty list", present: "[]", edit: add(a), value: '["10.99.0.10"]' },
    { name: "into Go's nothing", present: "null", edit: add(a), value: '["10.99.0.10"]' },
    { name: "what is left", present: '["10.99.0.11", "10.99.0.10"]', edit: remove(a), value: '["10.99.0.11"]' },
    { name: "no key for the last one", present: '["10.99.0.10"]', edit: remove(a), value: null },
    { name: "no key where two spellings of the last one stand", present: '["fd00::5","FD00::5"]', edit: remove("fd00::5"), value: null },
    { name: "exactly these", present: '["10.99.0.10",', edit: replace(b, a), value: '["10.99.0.11","10.99.0.10"]' },
    { name: "no key in place of an unreadable value", present: "{}", edit: replace(), value: null },
    { name: "no key in place of an empty text", present: "", edit: replace(), value: null },
  ])("$name", ({ present, edit, value }) => expect(editAnnotation(present, edit)).toMatchObject({ kind: "write", value }));
});

describe("an edit drops what would keep the next pod from starting", () => {
  test.for([
    { name: "a mask", item: "10.99.0.12/32" },
    { name: "a leading zero", item: "010.99.0.12" },
    { name: "a blank", item: " 10.99.0.12" },
    { name: "a host name", item: "gw.example" },
    { name: "nothing", item: "" },
    { name: "an IPv4 address written as IPv6", item: "::ffff:10.99.0.12" },
  ])("$name", ({ item }) => {
    const present = JSON.stringify([item, b]);

    expect(editAnnotation(present, add(a))).toEqual({ kind: "write", value: JSON.stringify([b, a]), dropped: [item] });
    expect(editAnnotation(present, remove(b))).toEqual({ kind: "write", value: null, dropped: [item] });
  });

  test("an address of a family that the pods lack", () => {
    const next = editAnnotation('["fd00::5"]', add(a), new Set<Family>([4]));

    expect(next).toEqual({ kind: "write", value: '["10.99.0.10"]', dropped: ["fd00::5"] });
  });
});

describe("an edit changes nothing", () => {
  test.for([
    { name: "where the address is claimed already", present: '["10.99.0.10"]', edit: add(a) },
    { name: "where it is claimed in another spelling", present: '["FD00::0:5"]', edit: add("fd00::5") },
    { name: "where there is nothing to withdraw", present: null, edit: remove(a) },
    { name: "where others are claimed", present: '["10.99.0.11"]', edit: remove(a) },
    { name: "where the list is empty", present: "[]", edit: remove(a) },
    { name: "where the value is right already", present: '["10.99.0.10"]', edit: replace(a) },
  ])("$name", ({ present, edit }) => expect(editAnnotation(present, edit)).toEqual({ kind: "unchanged" }));
});

describe("an edit needs a value that Calico can read", () => {
  test.for(['["10.99.0.10",', "10.99.0.10", '"10.99.0.10"', "{}", "[5]", "['x']", " "])("not %s", (present) => {
    expect(editAnnotation(present, add(a)).kind).toBe("unreadable");
    expect(editAnnotation(present, remove(a)).kind).toBe("unreadable");
    expect(editAnnotation(present, replace(a)).kind).toBe("write");
  });
});

test("what cannot be claimed is a mistake of the caller", () => {
  expect(() => editAnnotation(null, add("10.99.0.10/32"))).toThrow(RangeError);
  expect(() => editAnnotation(null, replace("::ffff:10.99.0.1"))).toThrow(RangeError);
  expect(() => editAnnotation(null, add("fd00::5"), new Set<Family>([4]))).toThrow(RangeError);
});

test("a value claims the addresses in it, each once, and an unreadable one none", () => {
  expect(claimedBy('["FD00::5","fd00::5","10.99.0.10","x"]')).toEqual(["fd00::5", a]);
  expect(claimedBy('["10.99.0.10"')).toEqual([]);
  expect(claimedBy(null)).toEqual([]);
});

describe("10,000 generated annotations", () => {
  const v4 = fc.ipV4();
  const v6 = fc.ipV6().filter((ip) => !/^(0*:)*:?ffff:/i.test(ip));
  const mess = fc.oneof(
    fc.constantFrom("", " ", "010.0.0.1", "10.0.0.1/32", "::ffff:1.2.3.4", "::FFFF:102:304", "fe80::1%eth0", "x", "[fd00::5]"),
    fc.string(),
  );
  const list = fc.array(fc.oneof(v4, v6, mess), { maxLength: 6 });
  const present = fc.oneof(
    fc.constant(null),
    list.map((items) => JSON.stringify(items)),
    list.map((items) => JSON.stringify(items, null, 2)),
    list.map((items) => JSON.stringify(items).slice(0, -1)),
    fc.constantFrom("", "null", "[]", "[null]", "{}", "5", "true", "[[]]", '["10.0.0.1",]'),
    fc.json(),
    fc.string(),
  );
  const families = fc.constantFrom<ReadonlySet<Family>>(new Set([4]), new Set([6]), new Set([4, 6]));

  test("no value is written that Calico would reject, at any time, on pods with or without either family", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        present,
        fc.constantFrom("add", "remove", "replace"),
        families,
        fc.array(fc.oneof(v4, v6), { maxLength: 3 }),
        (...given) => {
          const [value, verb, has, wanted] = given;
          const ips = wanted.filter((ip) => has.has(ip.includes(":") ? 6 : 4));
          const next = editAnnotation(value, { verb: verb as "add", ips }, has);
          if (next.kind !== "write" || next.value === null) return;

          const read = readFloatingIps(next.value);
          expect(read.ok && read.items.length > 0).toBe(true);
          expect(next.value).toBe(JSON.stringify(read.ok && read.items));
          for (const hasAddress of [true, false]) {
            const pod = { value: next.value, families: { v4: has.has(4), v6: has.has(6) }, flag: true, hasAddress };
            expect(forecastAdd(pod)).toEqual({ ok: true });
          }
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test("what is added is claimed, what is removed is not, and all else that was claimed stays in its order", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(present, fc.array(fc.oneof(v4, v6), { minLength: 1, maxLength: 3 }), (value, wanted) => {
        const ips = claimedBy(JSON.stringify(wanted));
        for (const verb of ["add", "remove"] as const) {
          const next = editAnnotation(value, { verb, ips });
          if (next.kind !== "write") continue;
          const [before, after] = [claimedBy(value), claimedBy(next.value)];
          expect(after.filter((ip) => !ips.includes(ip))).toEqual(before.filter((ip) => !ips.includes(ip)));
          for (const ip of ips) expect(after.includes(ip)).toBe(verb === "add");
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
