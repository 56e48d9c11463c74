import { randomUUID } from "node:crypto";

/** What the keys of uploads begin with. */
export const uploadPrefix = "uploads/";

const form = /^uploads\/(\d{13})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A key that nobody has, with the time in it: blob stores need not tell how old a blob is. */
export function newUploadKey(now: number): string {
  return `${uploadPrefix}${String(now).padStart(13, "0")}-${randomUUID()}`;
}

/** When an upload was stored, in milliseconds since 1970; null for the key of anything else. */
export function uploadTime(key: unknown): number | null {
  const digits = typeof key === "string" ? form.exec(key)?.[1] : undefined;
  return digits === undefined ? null : Number(digits);
}
