import { access } from "node:fs/promises";
import { Socket } from "node:net";
import { join, resolve } from "node:path";
import type { RevimgOptions } from "../api/options.js";
import { isRevimgError, RevimgError } from "../lib/errors.js";
import { makeChosenFolder } from "../lib/make-folder.js";
import { readOptions } from "../open/read-options.js";
import { requireEmbedded } from "../open/require-embedded.js";
import { connectToOwner } from "../stores/lock/index-lock.js";
import { askOwner } from "../stores/lock/owner-requests.js";
import type { BackupProgress } from "../stores/sqlite/copy-index-folder.js";
import { createSqliteStores, type SqliteStores } from "../stores/sqlite/sqlite-stores.js";
import type { CallOptions } from "../stores/vector-store.js";

/**
 * Copies the embedded index (database, and pictures beside it) into `folder`, as it is
 * at one moment. The index may be in use: when another process has it open, that
 * process makes the copy. Searches go on all the time. Writes wait only while the copy
 * catches up with pictures that came or went since it began. The copy is an index of
 * its own: open it with `dataDirectory: folder`.
 *
 * An unfinished copy has another name, and the same call continues it. Rejects with
 * `not_found` when there is no index, `invalid_input` when the folder already holds one
 * of this name or the rows are in another store, `index_locked` when the process that
 * has it open does not answer.
 *
 * @example
 * for await (const { bytes } of backUp({ dataDirectory: "./revimg-data" }, "./backup")) console.log(bytes);
 */
export async function* backUp(
  from: RevimgOptions,
  folder: string,
  { signal }: CallOptions = {},
): AsyncGenerator<BackupProgress, void, undefined> {
  signal?.throwIfAborted();
  const settings = readOptions(from);
  if (from.metadata) {
    throw new RevimgError(
      "invalid_input",
      "A backup copies only the embedded index, but the rows of this index are in another store. Use that store's own backup, or write everything into a folder: revimg export <folder>.",
    );
  }
  await requireEmbedded(settings);
  const to = resolve(folder);
  await makeChosenFolder(to, `The index can't be copied to ${to}`);
  const directory = join(resolve(settings.dataDirectory), settings.collection);
  const stores = await openUnlessHeld(directory);
  if (stores instanceof Socket) {
    yield* askOwner(stores, { backUp: to }, signal) as AsyncGenerator<BackupProgress>;
    await requireCopy(to, settings.collection);
    return;
  }
  try {
    yield* stores.backUp(to, signal);
  } finally {
    await stores.close();
  }
}

/** The index, or a connection to the process that has it open. */
async function openUnlessHeld(directory: string): Promise<SqliteStores | Socket> {
  try {
    return await createSqliteStores({ directory });
  } catch (error) {
    const owner = isRevimgError(error, "index_locked") ? await connectToOwner(directory) : null;
    if (owner) return owner;
    throw error;
  }
}

/** The process that made the copy may see another folder under the same path, as in a container. */
async function requireCopy(folder: string, collection: string): Promise<void> {
  await access(join(folder, collection)).catch((cause) => {
    throw new RevimgError(
      "store_failed",
      `The process that has the index open made the copy in its own folder ${folder}, which this process can't see. Run the same command where that process runs, for example in its container.`,
      { retryable: false, cause },
    );
  });
}
