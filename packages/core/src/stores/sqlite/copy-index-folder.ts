import { constants } from "node:fs";
import { copyFile, open, opendir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { RevimgError } from "../../lib/errors.js";
import { makeChosenFolder, makeFolder } from "../../lib/make-folder.js";
import type { Mutex } from "../../lib/mutex.js";
import type { WorkerClient } from "../../lib/workers/worker-client.js";
import { draftsFolder } from "../fs/drafts.js";
import { databaseFile } from "./database-file.js";

/** What has been copied so far. */
export interface BackupProgress {
  /** Pictures and thumbnails, and the database at the end. */
  files: number;
  bytes: number;
}

/** An embedded index that this process has open. */
interface OpenFolder {
  directory: string;
  file: string;
  worker: WorkerClient;
  writer: Mutex;
  /** One copy at a time holds the database file still. */
  copies: Mutex;
}

const blobsFolder = "blobs";
const parallelCopies = 16;

/**
 * Copies the folder of an embedded index as it is at one moment, into a folder of the
 * same name inside `folder`. Pictures come first, while the index is in use. Then,
 * between two batches of writes, the database file is held still, and the copy catches
 * up with pictures that came or went meanwhile. Searches go on all the time. Writes go
 * on while the database is copied: they go to its log.
 *
 * An unfinished copy has another name, and the same call continues it. Rejects with
 * `invalid_input` when there is a copy already.
 */
export async function* copyIndexFolder(
  index: OpenFolder,
  folder: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<BackupProgress, void, undefined> {
  const { directory } = index;
  const target = join(folder, basename(directory));
  if (await exists(target)) {
    throw new RevimgError(
      "invalid_input",
      `${folder} holds an index already (${basename(directory)}). Name a new folder.`,
    );
  }
  const unfinished = `${target}.unfinished`;
  await makeChosenFolder(unfinished, `The index can't be copied to ${folder}`);
  const from = join(directory, blobsFolder);
  const to = join(unfinished, blobsFolder);
  const progress: BackupProgress = { files: 0, bytes: 0 };
  for await (const part of groupsOf(filesBelow(from))) {
    add(progress, await copyMissing(from, to, part, signal));
    yield { ...progress };
  }
  add(progress, await index.copies.run(() => copyMoment(index, { from, to, unfinished }, signal)));
  signal?.throwIfAborted();
  await rename(unfinished, target);
  await syncFolder(folder);
  yield { ...progress };
}

/** The database, and the pictures that belong to it. Resolves to the sizes of what was copied. */
async function copyMoment(
  { file, worker, writer }: OpenFolder,
  { from, to, unfinished }: { from: string; to: string; unfinished: string },
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const sizes: number[] = [];
  try {
    await writer.run(async () => {
      await worker.call("freeze", []);
      for await (const part of groupsOf(filesBelow(from))) {
        sizes.push(...(await copyMissing(from, to, part, signal)));
      }
      await removeOthers(from, to, signal);
    });
    signal?.throwIfAborted();
    sizes.push(await copyDurably(file, join(unfinished, databaseFile)));
    return sizes;
  } finally {
    await worker.call("thaw", []);
  }
}

/** Sizes of the files that were copied: those that are not there, or are there in part. */
async function copyMissing(
  from: string,
  to: string,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number[]> {
  signal?.throwIfAborted();
  const sizes = await Promise.all(
    names.map(async (name) => {
      const [size, there] = [await sizeOf(join(from, name)), await sizeOf(join(to, name))];
      if (size === null || size === there) return null;
      await makeFolder(dirname(join(to, name)));
      try {
        return await copyDurably(join(from, name), join(to, name));
      } catch (error) {
        // A picture that was removed this moment.
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
        throw error;
      }
    }),
  );
  return sizes.filter((size) => size !== null);
}

/** Removes from the copy what the index has no more. */
async function removeOthers(
  from: string,
  to: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  for await (const part of groupsOf(filesBelow(to))) {
    signal?.throwIfAborted();
    for (const name of part) {
      if (!(await exists(join(from, name)))) await rm(join(to, name), { force: true });
    }
  }
}

/** Paths below a folder, without drafts of files; none where the folder is absent. */
async function* filesBelow(root: string, folder = ""): AsyncGenerator<string> {
  const entries = await opendir(join(root, folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for await (const entry of entries) {
    const name = join(folder, entry.name);
    if (entry.isFile()) yield name;
    else if (entry.isDirectory() && entry.name !== draftsFolder) yield* filesBelow(root, name);
  }
}

async function* groupsOf(names: AsyncIterable<string>): AsyncGenerator<string[]> {
  let group: string[] = [];
  for await (const name of names) {
    group.push(name);
    if (group.length < parallelCopies) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Resolves to the size once the bytes last through a power cut. */
async function copyDurably(from: string, to: string): Promise<number> {
  // Costs nothing on file systems that share blocks between copies.
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  const handle = await open(to, "r+");
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

/** Windows makes a rename durable by itself and opens no folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return (await sizeOf(path)) !== null;
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    },
  );
}

function add(progress: BackupProgress, sizes: readonly number[]): void {
  progress.files += sizes.length;
  progress.bytes += sizes.reduce((sum, size) => sum + size, 0);
}
