import "server-only";
/** One open stream: a queue that ends when its reader leaves, falls behind, or the server stops. */
export type Reader = {
  readonly stream: ReadableStream<Uint8Array>;
  /** Queues bytes. @returns false when the reader has fallen too far behind to get them. */
  push(chunk: Uint8Array): boolean;
  /** Ends the stream after what is queued. */
  close(): void;
  /** Cuts the line and frees the queue. */
  drop(): void;
};

/**
 * @param opening What the reader gets first. It may be large, and counts for nothing in the backlog.
 * @param maxBacklog Bytes that may wait for the reader beyond that.
 * @param onEnd Called exactly once, whichever side ends the stream.
 */
export function createReader(opening: Uint8Array, maxBacklog: number, signal: AbortSignal, onEnd: () => void): Reader {
  let isOpen = true;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  const end = (last?: () => void) => {
    if (!isOpen) return;
    isOpen = false;
    signal.removeEventListener("abort", close);
    last?.();
    onEnd();
  };
  const close = () => end(() => controller?.close());

  const stream = new ReadableStream<Uint8Array>(
    {
      start(own) {
        controller = own;
        own.enqueue(opening);
      },
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: opening.byteLength + maxBacklog }),
  );
  signal.addEventListener("abort", close, { once: true });

  return {
    stream,
    push(chunk) {
      if (!isOpen || !controller) return true;
      if ((controller.desiredSize ?? 0) < chunk.byteLength) return false;
      controller.enqueue(chunk);
      return true;
    },
    close,
    // The name is what Next takes for a line that was cut, and does not report as a failure.
    drop: () => end(() => controller?.error(new DOMException("The reader is too slow.", "AbortError"))),
  };
}
