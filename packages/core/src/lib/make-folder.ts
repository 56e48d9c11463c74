import { access, constants, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { RevimgError } from "./errors.js";

/**
 * Makes a folder and its parents. Resolves to the outermost one that it made; undefined
 * when all existed. Rejects with the system's error.
 *
 * Node's own `recursive` tries for ever when a folder can't be made although its parent
 * exists, for example below /proc.
 */
export async function makeFolder(path: string): Promise<string | undefined> {
  const failure = await tryMake(path);
  if (failure === null) return path;
  if (await isFolder(path)) return undefined;
  const around = dirname(path);
  if (failure.code !== "ENOENT" || around === path) throw failure;
  const outermost = await makeFolder(around);
  const second = await tryMake(path);
  // Another process may have made it meanwhile.
  if (second !== null && !(await isFolder(path))) throw second;
  return outermost ?? path;
}

async function tryMake(path: string): Promise<NodeJS.ErrnoException | null> {
  return mkdir(path).then(
    () => null,
    (error: NodeJS.ErrnoException) => error,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/**
 * Makes the folder that somebody chose for something. Rejects with `store_failed`
 * (`disk_full` when there is no room) when work in it is not possible.
 * @param refusal what can't be done then, such as "The index can't be kept in /data"
 * @param advice where another folder is named
 */
export async function makeChosenFolder(
  path: string,
  refusal: string,
  advice = "Name a folder that can be written.",
): Promise<void> {
  try {
    await makeFolder(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const isFull = code === "ENOSPC" || code === "EDQUOT";
    throw new RevimgError(
      isFull ? "disk_full" : "store_failed",
      `${refusal}: ${message}. ${isFull ? "Free some room, or name another folder." : advice}`,
      { retryable: false, cause },
    );
  }
}
