import { createHash } from "node:crypto";

export const megabyte = 1_000_000;

/** Bytes without a pattern. The same seed gives the same bytes. */
export function noise(size: number, seed: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = (seed + 1) * 2_654_435_761;
  for (let i = 0; i < words.length; i++) {
    // Marsaglia, "Xorshift RNGs", 2003.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, size);
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A stream of the bytes in chunks of many sizes. */
export function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  const sizes = [1, 70_000, 3, 1_000_000, 65_536, 7];
  let start = 0;
  let chunks = 0;
  return new ReadableStream({
    pull(controller) {
      const end = start + sizes[chunks++ % sizes.length]!;
      if (start < bytes.length) controller.enqueue(bytes.slice(start, end));
      start = end;
      if (start >= bytes.length) controller.close();
    },
  });
}

/** A stream that fails after these bytes. */
export function failingStream(bytes: Uint8Array, error: Error): ReadableStream<Uint8Array> {
  const reader = streamOf(bytes).getReader();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.error(error);
      else controller.enqueue(value);
    },
  });
}

/** A stream that gives these bytes, then nothing, and never ends. */
export function stallingStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
    },
  });
}
