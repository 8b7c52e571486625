import { expect, test } from "vitest";
import type { PodRef } from "#lib/contract/common.ts";
import { moveChoices, podOf } from "./move-choices.ts";

const pod = (name: string): PodRef => ({
  namespace: "db",
  name,
  uid: name,
  node: "node-a",
  podIp: "10.0.0.1",
  ready: true,
  terminating: false,
  workload: null,
});
const election = (backend: PodRef | null, standbys: PodRef[]) => ({
  node: "node-a",
  felixGate: "Enabled" as const,
  backend,
  standbys,
  reason: null,
  code: null,
  facts: {},
});
const shortOf = (nodes: ReturnType<typeof election>[], backends: PodRef[]) =>
  moveChoices({ nodes, backends }).map(({ pod: name, rank, isOnlyBackend }) => `${name} ${rank}${isOnlyBackend ? " only" : ""}`);

test("the backend comes first, then its standbys; where it has the address alone there is nothing to move to it", () => {
  expect(shortOf([election(pod("pg-0"), [pod("pg-1")])], [pod("pg-0")])).toEqual(["db/pg-0 0 only", "db/pg-1 1"]);
});

test("of a split each backend may become the only one", () => {
  expect(shortOf([election(pod("pg-0"), []), election(pod("pg-1"), [])], [pod("pg-0"), pod("pg-1")])).toEqual(["db/pg-0 0", "db/pg-1 0"]);
});

test("where nobody is elected those that claim it all stand by", () => {
  expect(shortOf([election(null, [pod("pg-0")])], [])).toEqual(["db/pg-0 1"]);
});

test.for([
  ["db/pg-0", { namespace: "db", name: "pg-0" }],
  [" db/pg-0 ", { namespace: "db", name: "pg-0" }],
  ["pg-0", null],
  ["db/", null],
  ["a/b/c", null],
] as const)("%s", ([text, wanted]) => {
  expect(podOf(text)).toEqual(wanted);
});
