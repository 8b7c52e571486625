import { describe, expect, test } from "vitest";
import * as contract from "#lib/contract/history.ts";
import { createMemoryStore } from "#lib/history/testing/memory-store.ts";
import { etagOf, readNotes, writeNotes } from "./notes.ts";

const IP = "10.99.0.10";
const text = { owner: "payments", text: "Card terminals point here.", runbook: "https://wiki.example.org/fip" };
const edit = (owner: string, ifMatch: string | null, ifNoneMatch: string | null = null) => ({
  ip: IP,
  notes: { ...text, owner },
  preconditions: { ifMatch, ifNoneMatch },
  by: owner,
  at: 1_000,
});

describe("the notes of an address", () => {
  test("are nothing at first, and have no version", async () => {
    const answer = contract.NotesAnswer.parse(await readNotes(createMemoryStore().store, IP));

    expect(answer).toEqual({ ip: IP, notes: null });
    expect(etagOf(answer)).toEqual({});
  });

  test("are written by whoever saw that there were none, and found under any spelling", async () => {
    const { store } = createMemoryStore();
    const written = await writeNotes(store, { ...edit("alice", null, "*"), ip: "FD00:99:0::1" });

    expect(contract.NotesAnswer.parse(await readNotes(store, "fd00:99::1"))).toEqual(written);
    expect(etagOf(written)).toEqual({ etag: '"1"' });
  });

  test.each(['"1"', 'W/"1"', '"7", "1"', "*"])("are overwritten with If-Match: %s", async (ifMatch) => {
    const { store } = createMemoryStore();
    await writeNotes(store, edit("alice", null, "*"));

    expect((await writeNotes(store, edit("bob", ifMatch))).notes).toMatchObject({ owner: "bob", version: 2, updatedBy: "bob" });
  });

  test("are not overwritten by whoever read an older version: both texts come back", async () => {
    const { store } = createMemoryStore();
    await writeNotes(store, edit("alice", null, "*"));
    await writeNotes(store, edit("bob", '"1"'));

    await expect(writeNotes(store, edit("carol", '"1"'))).rejects.toMatchObject({
      code: "precondition-failed",
      shown: { current: { owner: "bob", version: 2 }, sent: { owner: "carol" } },
    });
    expect((await readNotes(store, IP)).notes?.owner).toBe("bob");
  });

  test.each<[string, ReturnType<typeof edit>, string]>([
    ["by whoever says nothing of what was read", edit("bob", null), "precondition-required"],
    ["by whoever thinks there were none", edit("bob", null, "*"), "precondition-failed"],
    ["with a version that is no number", edit("bob", '"x"'), "precondition-failed"],
    ["with both headers", edit("bob", '"1"', "*"), "input-invalid"],
    ["with a list of what not to match", edit("bob", null, '"1"'), "input-invalid"],
    ["of what is no address", { ...edit("bob", '"1"'), ip: "10.0.0.256" }, "address-invalid"],
  ])("are not written %s", async (_name, request, code) => {
    const { store } = createMemoryStore();
    await writeNotes(store, edit("alice", null, "*"));

    await expect(writeNotes(store, request)).rejects.toMatchObject({ code });
  });

  test("are not written with a version where there are none", async () => {
    await expect(writeNotes(createMemoryStore().store, edit("bob", "*"))).rejects.toMatchObject({
      code: "precondition-failed",
      shown: { current: null },
    });
  });
});
