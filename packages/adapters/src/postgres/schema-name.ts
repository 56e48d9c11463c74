import { createHash } from "node:crypto";

/** Longest name that PostgreSQL keeps. It cuts off longer ones silently. */
const maxNameBytes = 63;

/**
 * The schema of a collection. If prefix and collection are too long together, the
 * name ends with a `~` and a digest. No collection's name has a `~`.
 */
export function schemaName(prefix: string, collection: string): string {
  const name = `${prefix}${collection}`;
  if (name.length <= maxNameBytes) return name;
  const digest = createHash("sha256").update(collection).digest("hex").slice(0, 16);
  return `${name.slice(0, maxNameBytes - digest.length - 1)}~${digest}`;
}

/** A name, quoted for a statement. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Key of the advisory lock under which a schema is made, migrated and dropped: 64 bits, signed, as text. */
export function lockKey(schema: string): string {
  const digest = createHash("sha256").update(`revimg schema ${schema}`).digest();
  return digest.readBigInt64BE(0).toString();
}
