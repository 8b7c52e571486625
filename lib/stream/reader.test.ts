import { expect, test, vi } from "vitest";
import { createReader } from "./reader.ts";

const chunk = new Uint8Array(10);

function opened(maxBacklog = 100) {
  const left = new AbortController();
  const onEnd = vi.fn();
  return { reader: createReader(chunk, maxBacklog, left.signal, onEnd), left, onEnd };
}

test.each<[string, (given: ReturnType<typeof opened>) => Promise<void> | void]>([
  [
    "the line broke, then the stream was cancelled",
    async ({ reader, left }) => {
      left.abort();
      await reader.stream.cancel();
    },
  ],
  [
    "the stream was cancelled, then the line broke",
    async ({ reader, left }) => {
      await reader.stream.cancel();
      left.abort();
    },
  ],
  [
    "it was dropped, then the line broke",
    ({ reader, left }) => {
      reader.drop();
      left.abort();
    },
  ],
  [
    "the server stopped, then the line broke",
    ({ reader, left }) => {
      reader.close();
      left.abort();
      reader.close();
    },
  ],
])("it ends once when %s", async (_, end) => {
  const all = opened();
  await end(all);
  expect(all.onEnd).toHaveBeenCalledTimes(1);
});

test("what it gets after its end is not its fault", () => {
  const { reader } = opened();
  reader.close();
  expect(reader.push(chunk)).toBe(true);
});

test("it takes what fits beyond its opening, and no more", () => {
  const { reader } = opened(20);
  expect([reader.push(chunk), reader.push(chunk), reader.push(chunk)]).toEqual([true, true, false]);
});
