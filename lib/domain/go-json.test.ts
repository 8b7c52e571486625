import { describe, expect, test } from "vitest";
import { askGo, hasGo, readKept } from "../../scripts/go-json/answers.ts";
import { annotationValues } from "../../scripts/go-json/values.ts";
import { canonicalAddress } from "./address.ts";
import { unmarshalStringArray } from "./go-json.ts";

const kept = readKept();

describe("10,000 annotation values", () => {
  test("are those that the generator makes", () => {
    expect(kept.values).toHaveLength(10_000);
    expect(annotationValues()).toEqual(kept.values);
  });

  test("decode as Go decodes them, or fail with Go's own words", () => {
    const differing = kept.values.flatMap((value, index) => {
      const go = kept.answers[index];
      const ours = unmarshalStringArray(value);
      const same =
        go?.error === undefined
          ? ours.ok && JSON.stringify(ours.items) === JSON.stringify(go?.items ?? [])
          : !ours.ok && ours.error === go.error;
      return same ? [] : [{ value: value.slice(0, 200), go, ours }];
    });

    expect(differing.slice(0, 10)).toEqual([]);
  });

  test("hold the addresses that Go reads, in Go's spelling", () => {
    const differing = kept.answers.flatMap(({ items = [], ips = [] }) =>
      items.flatMap((item, index) => {
        const ours = canonicalAddress(item);
        return ours === ips[index] ? [] : [{ item, go: ips[index], ours }];
      }),
    );

    expect(differing.slice(0, 10)).toEqual([]);
    expect(kept.answers.flatMap(({ ips = [] }) => ips).filter((ip) => ip !== null).length).toBeGreaterThan(1_000);
  });

  test("have the answers that the Go at hand gives", { timeout: 120_000 }, ({ skip }) => {
    skip(!hasGo(), "there is no go on the PATH, so the answers kept are taken as they are");
    expect(askGo(kept.values)).toEqual(kept.answers);
  });
});
