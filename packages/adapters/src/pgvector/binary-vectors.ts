/** Bytes before the values of a vector: its dimension and an unused number, 16 bits each. */
const headerBytes = 4;

/**
 * A vector as pgvector receives it (`vector_recv` in its src/vector.c): big-endian
 * numbers, so the server parses no digits.
 */
export function toBinary(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(headerBytes + 4 * vector.length);
  writeVector(bytes, 0, vector);
  return bytes;
}

/**
 * A one-dimensional array of vectors as PostgreSQL receives it (`array_recv`). `oid`
 * is the number of the type on that server.
 */
export function toBinaryArray(vectors: readonly Float32Array[], oid: number): Buffer {
  const size = vectors.reduce((sum, { length }) => sum + 4 + headerBytes + 4 * length, 0);
  const bytes = Buffer.alloc(20 + size);
  bytes.writeInt32BE(1, 0); // dimensions of the array
  bytes.writeInt32BE(0, 4); // it holds no nulls
  bytes.writeUInt32BE(oid, 8);
  bytes.writeInt32BE(vectors.length, 12);
  bytes.writeInt32BE(1, 16); // number of the first entry
  let offset = 20;
  for (const vector of vectors) {
    bytes.writeInt32BE(headerBytes + 4 * vector.length, offset);
    offset = writeVector(bytes, offset + 4, vector);
  }
  return bytes;
}

/** Reads the answer of `vector_send` in base64, with or without line breaks. */
export function fromBinary(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  const vector = new Float32Array(bytes.readUInt16BE(0));
  for (let i = 0; i < vector.length; i++) vector[i] = bytes.readFloatBE(headerBytes + 4 * i);
  return vector;
}

function writeVector(bytes: Buffer, start: number, vector: Float32Array): number {
  bytes.writeUInt16BE(vector.length, start);
  let offset = start + headerBytes;
  for (const value of vector) offset = bytes.writeFloatBE(value, offset);
  return offset;
}
