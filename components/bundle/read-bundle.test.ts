import { expect, test } from "vitest";
import { type BundleFile, openBundle } from "./read-bundle.ts";

const AT = "2026-08-29T03:12:40.000Z";
const bundle = {
  kind: "buoy-incident-bundle",
  version: 1,
  takenAt: AT,
  ip: "10.99.0.10",
  range: { from: AT, to: AT },
  status: {
    product: "buoy",
    version: "0.1.0",
    readOnly: true,
    demo: false,
    auth: "local",
    now: AT,
    cluster: {
      name: "prod-eu1",
      kubernetesVersion: null,
      calico: { version: null, datastore: "unknown", dataplane: "unknown", ipam: "unknown", managedBy: "unknown", apiGroup: null },
    },
    sources: [],
    recorder: null,
    user: null,
    namespaces: null,
  },
  cluster: {
    name: "prod-eu1",
    kubernetesVersion: null,
    calico: { version: null, datastore: "unknown", dataplane: "unknown", ipam: "unknown", managedBy: "unknown", apiGroup: null },
  },
  detail: null,
  transitions: [],
  detections: [],
  findings: [],
  blind: [],
  bands: { from: AT, to: AT, items: [], blind: [] },
  notes: null,
};

function aFile(content: unknown, fields: Partial<BundleFile> = {}): BundleFile {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return { size: text.length, text: () => Promise.resolve(text), ...fields };
}

test("a bundle is opened as it is", async () => {
  expect(await openBundle(aFile(bundle))).toEqual({ bundle });
});

test.for([
  {
    name: "that is too large is not even read",
    file: aFile("", { size: 60 * 1024 * 1024, text: () => Promise.reject(new Error()) }),
    code: "too-large",
  },
  { name: "that the browser may not read", file: aFile("", { text: () => Promise.reject(new Error("gone")) }), code: "unreadable" },
  { name: "with nothing in it", file: aFile(" \n"), code: "empty" },
  { name: "that was cut off", file: aFile(JSON.stringify(bundle).slice(0, -9)), code: "not-json" },
  { name: "of something else", file: aFile({ kind: "List", items: [] }), code: "not-a-bundle" },
  { name: "that is null", file: aFile("null"), code: "not-a-bundle" },
  { name: "of a newer console", file: aFile({ ...bundle, version: 2 }), code: "newer" },
  { name: "that lacks a part", file: aFile({ ...bundle, transitions: undefined }), code: "invalid" },
])("a file $name is refused with $code", async ({ file, code }) => {
  expect(await openBundle(file)).toMatchObject({ problem: { code } });
});

test("what is wrong in a bundle is told with its place", async () => {
  const opened = await openBundle(aFile({ ...bundle, range: { from: AT, to: "yesterday" } }));
  expect(opened).toMatchObject({ problem: { code: "invalid", facts: { path: "range.to" } } });
});
