import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** A new key: what its owner keeps, and what the server does. */
export interface NewKeyText {
  /** `revimg_<id>_<secret>`. Nobody can read it from the server later. */
  text: string;
  /** 12 hexadecimal digits; no secret. */
  id: string;
  /** SHA-256 of the text, in hexadecimal. */
  hash: string;
  /** The last four characters, so that people tell their keys apart. */
  lastFour: string;
}

/** 256 bits of chance. A plain hash guards so many: there is nothing to guess. */
const secretBytes = 32;
const form = /^revimg_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;
const absentHash = hashKey("");

export function makeKeyText(): NewKeyText {
  const id = randomBytes(6).toString("hex");
  const text = `revimg_${id}_${randomBytes(secretBytes).toString("base64url")}`;
  return { text, id, hash: hashKey(text), lastFour: text.slice(-4) };
}

/** The id in a key's text, or null when the text does not have the form of a key. */
export function keyIdOf(text: string): string | null {
  return form.exec(text)?.[1] ?? null;
}

/**
 * Whether `text` is the key with this hash; null stands for a key that there is not.
 * The time it takes does not depend on either.
 */
export function isKey(text: string, hash: string | null): boolean {
  const expected = Buffer.from(hash ?? absentHash, "hex");
  return timingSafeEqual(Buffer.from(hashKey(text), "hex"), expected) && hash !== null;
}

function hashKey(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
