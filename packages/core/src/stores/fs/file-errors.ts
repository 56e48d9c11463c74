import { RevimgError } from "../../lib/errors.js";

/** The system's code for the error, such as `ENOSPC`. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

/** Turns a failure of the file system into an error of ours. Anything else stays as it is. */
export function toStoreError(
  error: unknown,
  action: "read" | "write" | "delete" | "list",
): unknown {
  const code = codeOf(error);
  if (error instanceof RevimgError || code === undefined || !/^E[A-Z0-9]+$/.test(code))
    return error;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new RevimgError(
      "disk_full",
      "The disk that holds the pictures is full. Nothing indexed so far is lost: free some room and run the same command again.",
      { adapter: "fs", cause: error },
    );
  }
  const { message } = error as Error;
  return new RevimgError("store_failed", `The picture folder failed to ${action}: ${message}`, {
    adapter: "fs",
    cause: error,
  });
}
