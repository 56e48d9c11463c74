import { RevimgError } from "../lib/errors.js";

/** Whether a key has the form that `BlobStore` names. */
export function isBlobKey(key: string): boolean {
  return (
    /^[A-Za-z0-9._/-]{1,512}$/.test(key) &&
    key.split("/").every((part) => part !== "" && part !== "." && part !== "..")
  );
}

/** Throws `invalid_input` for a key that no blob may have. */
export function checkBlobKey(key: string, adapter: string): void {
  if (isBlobKey(key)) return;
  throw new RevimgError(
    "invalid_input",
    `${JSON.stringify(key)} is not a key of a blob: 1 to 512 letters, digits, ".", "-", "_" and "/", without empty, "." or ".." parts.`,
    { adapter },
  );
}
