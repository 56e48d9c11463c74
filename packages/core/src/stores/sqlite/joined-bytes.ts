/** Several byte arrays in one, which is handed to another thread without a copy. */
export interface JoinedBytes {
  bytes: Uint8Array;
  /** Of each array; -1 for none. */
  lengths: Int32Array;
}

export function joinBytes(parts: readonly (Uint8Array | null)[]): JoinedBytes {
  const lengths = Int32Array.from(parts, (part) => part?.length ?? -1);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    if (!part) continue;
    bytes.set(part, at);
    at += part.length;
  }
  return { bytes, lengths };
}

/** Views into the joined bytes. */
export function splitBytes({ bytes, lengths }: JoinedBytes): (Uint8Array | null)[] {
  let at = 0;
  return Array.from(lengths, (length) => {
    if (length < 0) return null;
    at += length;
    return bytes.subarray(at - length, at);
  });
}
