import { expect, test } from "vitest";
import { scopesOf, sourceOf, splitAddresses, withAddresses } from "./give-source.ts";

const said = {
  action: "attach",
  ips: ["10.99.0.1"],
  target: { kind: "Deployment", namespace: "edge", name: "gw" },
  scope: "both",
  takeOver: [],
} as const;

test("a plan is asked for when address, target and scope are said", () => {
  expect(sourceOf(said)).toEqual({ intent: { action: "attach", ips: ["10.99.0.1"], target: said.target, scope: "both" } });
  expect(sourceOf({ ...said, ips: [] })).toBeNull();
  expect(sourceOf({ ...said, target: null })).toBeNull();
  expect(sourceOf({ ...said, scope: null })).toBeNull();
});

test("a take-over is sent with what is given, never with what is taken away", () => {
  expect(sourceOf({ ...said, takeOver: ["shop"] })).toMatchObject({ intent: { takeOver: ["shop"] } });
  expect(sourceOf({ ...said, action: "detach", takeOver: ["shop"] })).not.toHaveProperty("intent.takeOver");
});

test("what has no template that can be changed has only its running pods", () => {
  expect(scopesOf("Pod")).toEqual(["running"]);
  expect(scopesOf("Job")).toEqual(["running"]);
  expect(scopesOf("CronJob")).toContain("template");
});

test("several addresses are taken at once, as they stand in an annotation too", () => {
  expect(splitAddresses('["10.99.0.1", "fd00::1"]')).toEqual(["10.99.0.1", "fd00::1"]);
  expect(splitAddresses(" 10.99.0.1,\n10.99.0.2 ")).toEqual(["10.99.0.1", "10.99.0.2"]);
});

test("an address stands once, however it is spelled, and at its place", () => {
  expect(withAddresses(["fd00::1", "10.99.0.1"], ["FD00:0::1", "10.99.0.2"])).toEqual(["fd00::1", "10.99.0.1", "10.99.0.2"]);
});

test("what is no address is kept as typed, so that its refusal can be told", () => {
  expect(withAddresses(["10.99.0.1"], ["10.99.0.01"])).toEqual(["10.99.0.1", "10.99.0.01"]);
});
