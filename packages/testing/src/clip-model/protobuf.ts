/**
 * A writer of protocol buffers (https://protobuf.dev/programming-guides/encoding)
 * for messages of hundreds of megabytes: a message is a list of parts whose sizes
 * are known at once and whose large ones are made only while they are written.
 */

/** Bytes that are made when they are asked for; each call of `chunks` makes them anew. */
export interface LazyBytes {
  byteLength: number;
  chunks(): Iterable<Uint8Array>;
}

/** A piece of a message. */
export type Part = Uint8Array | LazyBytes;

const wireType = { varint: 0, lengthDelimited: 2, fixed32: 5 } as const;

/** A whole number, negative ones as 64-bit two's complement. */
export function integerField(field: number, value: number): Part[] {
  return [key(field, wireType.varint), varint(value)];
}

export function floatField(field: number, value: number): Part[] {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return [key(field, wireType.fixed32), bytes];
}

export function stringField(field: number, value: string): Part[] {
  return bytesField(field, Buffer.from(value));
}

export function bytesField(field: number, value: Part): Part[] {
  return messageField(field, [value]);
}

export function messageField(field: number, parts: Part[]): Part[] {
  return [key(field, wireType.lengthDelimited), varint(byteLengthOf(parts)), ...parts];
}

export function byteLengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.byteLength, 0);
}

/** The bytes of a message in order, as pieces of any size. */
export function* chunksOf(parts: readonly Part[]): Generator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Uint8Array) yield part;
    else yield* part.chunks();
  }
}

function key(field: number, type: number): Uint8Array {
  return varint(field * 8 + type);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
