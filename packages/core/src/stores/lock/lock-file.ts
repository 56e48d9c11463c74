import { randomUUID } from "node:crypto";
import { link, open, rename, rm } from "node:fs/promises";
import { type Owner, parseOwner } from "./owner.js";

export interface FoundLock {
  text: string;
  /** Null when this version does not write such text. */
  owner: Owner | null;
  inode: string;
  changedNs: bigint;
}

/** All that is known before the lock file exists. */
export type LockMark = Omit<Owner, "inode">;

/** Null when there is none. Rejects with the system's error when it can't be read. */
export async function readLock(file: string): Promise<FoundLock | null> {
  const handle = await open(file, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (!handle) return null;
  try {
    const { ino, mtimeNs } = await handle.stat({ bigint: true });
    const text = await handle.readFile("utf8");
    return { text, owner: parseOwner(text), inode: String(ino), changedNs: mtimeNs };
  } finally {
    await handle.close();
  }
}

/** Resolves to the text of the new lock file; null when there is one already. */
export async function tryTake(file: string, mark: LockMark): Promise<string | null> {
  const draft = `${file}.${randomUUID()}`;
  const text = await writeNew(draft, mark);
  try {
    // A link appears with its whole content or not at all.
    await link(draft, file);
    return text;
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    // Over a network the link may exist although the answer was lost.
    if (code === "EEXIST") return (await readLock(file))?.text === text ? text : null;
    if (noLinks.has(code)) return tryCreate(file, mark);
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Replaces the text of a lock file. */
export async function replaceLock(file: string, mark: LockMark): Promise<string> {
  const draft = `${file}.${randomUUID()}`;
  const text = await writeNew(draft, mark);
  await rename(draft, file);
  return text;
}

/** The codes of file systems without hard links; on Windows EISDIR. */
const noLinks = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EISDIR"]);

/** A process that reads the file before it is whole finds the writer's socket listening beside it. */
async function tryCreate(file: string, mark: LockMark): Promise<string | null> {
  try {
    return await writeNew(file, mark);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return null;
    throw error;
  }
}

/** Synced: otherwise a power cut may keep the file's name and lose its content. */
async function writeNew(path: string, mark: LockMark): Promise<string> {
  const handle = await open(path, "wx");
  try {
    const { ino } = await handle.stat({ bigint: true });
    const owner: Owner = { ...mark, inode: String(ino) };
    const text = JSON.stringify(owner);
    await handle.writeFile(text);
    await handle.sync();
    return text;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
