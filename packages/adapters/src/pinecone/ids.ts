import { createHash } from "node:crypto";

/** Longest id that Pinecone takes, and the only characters ("Identifier limits" of its documentation: ASCII). */
const maxLength = 512;
const plain = /^(?!~)[\x20-\x7e]{1,512}$/;

/**
 * The id of a record: plain ones as they are; others as `~` and their UTF-8 in
 * base64url; those that are too long for that as `~~` and their SHA-256, which
 * only the metadata leads back from.
 */
export function toRecordId(id: string): string {
  if (plain.test(id)) return id;
  const encoded = `~${Buffer.from(id).toString("base64url")}`;
  if (encoded.length <= maxLength) return encoded;
  return `~~${createHash("sha256").update(id).digest("base64url")}`;
}

/** The id that a record's stands for; null where only its metadata says. */
export function fromRecordId(recordId: string): string | null {
  if (!recordId.startsWith("~")) return recordId;
  if (recordId.startsWith("~~")) return null;
  return Buffer.from(recordId.slice(1), "base64url").toString();
}
