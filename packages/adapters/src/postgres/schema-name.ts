import { createHash } from "node:crypto";

/** Longest name that PostgreSQL keeps; it would cut a longer one off without a word. */
const maxNameBytes = 63;

/**
 * The schema that keeps a collection. Where prefix and collection are too long
 * together, the end is a digest after a `~`, which no collection's name holds.
 */
export function schemaName(prefix: string, collection: string): string {
  const name = `${prefix}${collection}`;
  if (name.length <= maxNameBytes) return name;
  const digest = createHash("sha256").update(collection).digest("hex").slice(0, 16);
  return `${name.slice(0, maxNameBytes - digest.length - 1)}~${digest}`;
}

/** A name as it stands in a statement. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Key of the advisory lock under which a schema is made, migrated and dropped: 64 bits, signed, as text. */
export function lockKey(schema: string): string {
  const digest = createHash("sha256").update(`revimg schema ${schema}`).digest();
  return digest.readBigInt64BE(0).toString();
}
