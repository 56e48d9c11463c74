import { RevimgError } from "../lib/errors.js";
import type { ByteRange } from "./blob-store.js";

/**
 * Throws `invalid_input` for a range that no bytes can have. A range beyond the end is
 * valid: it has no bytes.
 */
export function checkByteRange({ start, end }: ByteRange, adapter: string): void {
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end)
    return;
  throw new RevimgError(
    "invalid_input",
    `range must have whole numbers with 0 <= start <= end; it is ${start} to ${end}.`,
    { adapter, details: { option: "range" } },
  );
}
