import { createHash } from "node:crypto";

/**
 * The longest id that Pinecone takes, and the characters that it allows ("Identifier
 * limits" of its documentation: ASCII).
 */
const maxLength = 512;
const plain = /^(?!~)[\x20-\x7e]{1,512}$/;

/**
 * The id of a record. A plain id stays as it is. Any other becomes `~` and its UTF-8
 * in base64url. If that is too long, it becomes `~~` and its SHA-256; then only the
 * metadata has the original id.
 */
export function toRecordId(id: string): string {
  if (plain.test(id)) return id;
  const encoded = `~${Buffer.from(id).toString("base64url")}`;
  if (encoded.length <= maxLength) return encoded;
  return `~~${createHash("sha256").update(id).digest("base64url")}`;
}

/** The original id for a record's id. Null if only the metadata has it. */
export function fromRecordId(recordId: string): string | null {
  if (!recordId.startsWith("~")) return recordId;
  if (recordId.startsWith("~~")) return null;
  return Buffer.from(recordId.slice(1), "base64url").toString();
}
