import { stat } from "node:fs/promises";
import { isRevimgError } from "../lib/errors.js";
import { defaultImageLimits } from "../pictures/limits.js";
import { locatePath, systemPath } from "./file-path.js";
import { openWithoutWaiting, type ReadFileOptions, readFileWithin } from "./plain-file.js";
import { readPipe } from "./read-pipe.js";
import { notPlain, unreadable } from "./unreadable.js";

/**
 * The bytes of a picture at a path or `file:` URL, as a search reads them: from a file,
 * or from a pipe to which another program writes. At most `limits.maxBytes` (100 MiB by
 * default) are read. Rejects with `not_found`, `image_too_large`, `unsupported`,
 * `invalid_input`, or the signal's reason.
 */
export async function readPictureFile(
  given: string | URL,
  { limits = defaultImageLimits, signal }: Partial<ReadFileOptions> = {},
): Promise<Uint8Array> {
  const path = await locatePath(given);
  const stats = await stat(systemPath(path)).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (stats.isFile()) return readFileWithin(path, { limits, signal });
  // Nothing else is opened: opening starts something on some devices.
  if (!stats.isFIFO()) throw notPlain(path, stats);
  const { handle } = await openWithoutWaiting(path);
  try {
    return await readPipe(path, handle, { limits, signal });
  } catch (error) {
    throw isRevimgError(error) || signal?.aborted ? error : unreadable(path, error);
  } finally {
    await handle.close();
  }
}
