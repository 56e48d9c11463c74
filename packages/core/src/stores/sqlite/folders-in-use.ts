import { makeChosenFolder } from "../../lib/make-folder.js";
import { lockFailure } from "../lock/lock-errors.js";
import { OpenFolder } from "../lock/open-folder.js";
import { closeSharedFile, openSharedFile, type SharedFile } from "./shared-file.js";

/** A folder that is open in this process, or is being opened or closed. */
export interface InUse {
  opening: Promise<SharedFile>;
  /** Who has it open or waits for it. */
  users: number;
  /** Once the last user has gone. */
  closing: Promise<void> | null;
}

/** By what the folder is: another path to it must lead to the same handle. */
const foldersInUse = new Map<string, InUse>();

/** Adds a user to the folder, which is opened for the first one. */
export async function enterFolder(directory: string, scanThreads: number): Promise<InUse> {
  for (;;) {
    await makeChosenFolder(
      directory,
      `The index can't be kept in ${directory}`,
      "Name a folder that can be written (dataDirectory, or --data).",
    );
    const folder = await OpenFolder.open(directory).catch((error) => {
      throw lockFailure(error, directory);
    });
    const present = foldersInUse.get(folder.identity);
    if (!present) return enterFirst(folder, directory, scanThreads);
    const { closing } = present;
    // Counted before anything is waited for, so that the present users are not taken for the last.
    if (!closing) present.users++;
    await folder.close();
    if (!closing) return present;
    await closing.catch(() => {});
  }
}

function enterFirst(folder: OpenFolder, directory: string, scanThreads: number): InUse {
  const opening = openSharedFile(folder, directory, scanThreads).catch((error) => {
    foldersInUse.delete(folder.identity);
    throw error;
  });
  const inUse: InUse = { opening, users: 1, closing: null };
  foldersInUse.set(folder.identity, inUse);
  return inUse;
}

/** Removes a user; the last one closes the folder. */
export async function leaveFolder(inUse: InUse, shared: SharedFile): Promise<void> {
  if (--inUse.users > 0) return;
  const { identity } = shared.lock.folder;
  inUse.closing = closeSharedFile(shared).finally(() => foldersInUse.delete(identity));
  await inUse.closing;
}
