import "server-only";

const NEWLINE = 0x0a;

/** One object is at most 1.5 MB in etcd; many times that is no line of a watch. */
const LINE_LIMIT_BYTES = 32 * 1024 * 1024;

/**
 * Cuts a byte stream into lines. Bytes are decoded once per line, so a character that two chunks share stays whole.
 *
 * @param onLine Gets the text without its newline; empty lines are skipped. What follows the last newline is never passed on.
 * @returns The function that takes the next chunk.
 * @throws {RangeError} From that function, when a line has no end.
 */
export function lineSplitter(onLine: (line: string) => void, limitBytes: number = LINE_LIMIT_BYTES): (chunk: Buffer) => void {
  let pending: Buffer[] = [];
  let pendingBytes = 0;

  return (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line =
        pendingBytes > 0 ? Buffer.concat([...pending, chunk.subarray(start, end)]).toString("utf8") : chunk.toString("utf8", start, end);
      pending = [];
      pendingBytes = 0;
      start = end + 1;
      if (line.trim() !== "") onLine(line);
    }
    if (start === chunk.length) return;
    pending.push(chunk.subarray(start));
    pendingBytes += chunk.length - start;
    if (pendingBytes > limitBytes) throw new RangeError(`a line is longer than ${limitBytes} bytes`);
  };
}
