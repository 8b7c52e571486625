import { expect, test } from "vitest";
import { diffObjects } from "./diff-objects.ts";

const pod = (annotations: object, version = "1") => ({
  metadata: { name: "web-0", resourceVersion: version, managedFields: [{ manager: version }], annotations },
  spec: { nodeName: "node-a" },
});

test("an added annotation is one line, and the server's bookkeeping is none", () => {
  const { diff } = diffObjects(pod({ a: "1" }), pod({ a: "1", floating: '["10.0.0.1"]' }, "2"));
  expect(diff.split("\n").filter((line) => /^[+-]/.test(line))).toEqual([`+    floating: '["10.0.0.1"]'`]);
});

test("the same object differs in nothing", () => {
  expect(diffObjects(pod({}), pod({}, "2")).diff).toBe("");
});

test("what is created has nothing before it, what is deleted nothing after", () => {
  const created = diffObjects(null, pod({}));
  expect(created.before).toBeNull();
  expect(created.diff).toContain("+spec:");
  const deleted = diffObjects(pod({}), null);
  expect(deleted.after).toBeNull();
  expect(deleted.diff).toContain("-spec:");
});

test("a text of many lines shows the lines that change, placeholders as they are", () => {
  const config = (flag: string) => ({
    metadata: { name: "calico-config" },
    data: { text: `{\n  "mtu": __CNI_MTU__,\n  "a": ${flag}\n}\n` },
  });
  const changed = diffObjects(config("1"), config("2"))
    .diff.split("\n")
    .filter((line) => /^[+-]/.test(line));
  expect(changed).toEqual(['-      "a": 1', '+      "a": 2']);
});
