import { stat } from "node:fs/promises";
import { relative, sep } from "node:path";
import type { IndexFailure } from "../api/indexing.js";
import { locatePath, systemPath } from "../files/file-path.js";
import { readFileWithin } from "../files/plain-file.js";
import { walkFolder } from "../indexing/walk-folder.js";
import { isRevimgError, RevimgError } from "../lib/errors.js";
import { contentHash, imageId } from "../lib/identity.js";
import { defaultImageLimits } from "../pictures/limits.js";

/** A picture of a folder that is evaluated. */
export interface FolderPicture {
  /** Id that its bytes have in any index. */
  id: string;
  /** Absolute. */
  path: string;
  /** The subfolder of the root that holds it, at any depth; null for a picture in the root itself. */
  class: string | null;
}

export interface PictureFolder {
  /** Sorted by path. Each picture comes once, however many files have its bytes. */
  pictures: FolderPicture[];
  /** Files with the bytes of an earlier file. Their class is not certain, so they are left out. */
  duplicates: string[];
  /** Files and subfolders that could not be read, with the reason. */
  failures: IndexFailure[];
}

/**
 * The pictures of a folder. Its subfolders are classes, with everything below them.
 * Rejects with `not_found` or `invalid_input` when it is no folder with pictures. Files
 * are read one at a time, for their ids. Nothing is decoded here.
 */
export async function readPictureFolder(
  folder: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<PictureFolder> {
  const root = await locatePath(folder);
  const stats = await stat(systemPath(root)).catch(() => null);
  if (!stats) throw new RevimgError("not_found", `There is no folder ${folder}.`);
  if (!stats.isDirectory()) {
    throw new RevimgError("invalid_input", `${folder} is a file; an evaluation takes a folder.`);
  }
  const byId = new Map<string, FolderPicture>();
  const duplicates: string[] = [];
  const failures: IndexFailure[] = [];
  const fail = (path: string, error: unknown) => {
    if (!isRevimgError(error)) throw error;
    failures.push({ name: path, code: error.code, reason: error.message });
    return null;
  };
  for await (const { path, error } of walkFolder(root, signal)) {
    const bytes = error
      ? fail(path, error)
      : await readFileWithin(path, { limits: defaultImageLimits, signal }).catch((cause) =>
          fail(path, cause),
        );
    if (bytes === null) continue;
    const id = imageId(contentHash(bytes));
    const parts = relative(root, path).split(sep);
    const picture = { id, path, class: parts.length > 1 ? parts[0]! : null };
    if (byId.has(id)) duplicates.push(path);
    else byId.set(id, picture);
  }
  if (byId.size === 0) {
    throw new RevimgError("invalid_input", `There are no pictures in ${folder}.`);
  }
  return { pictures: [...byId.values()], duplicates, failures };
}
