import { IndexKeeper } from "./index-keeper.js";
import type { FaissSettings } from "./options.js";

interface Shared {
  opening: Promise<IndexKeeper>;
  users: number;
}

/**
 * By folder and space. Stores of one process share an index, as they share the file
 * of the vectors.
 */
const open = new Map<string, Shared>();
const closing = new Map<string, Promise<void>>();

const keyOf = (directory: string, space: string) => `${directory}\0${space}`;

/** Each call needs a `releaseKeeper` later. */
export async function acquireKeeper(
  settings: FaissSettings,
  space: string,
  dimension: number,
): Promise<IndexKeeper> {
  const key = keyOf(settings.directory, space);
  await closing.get(key);
  let shared = open.get(key);
  if (!shared) {
    const created = { opening: IndexKeeper.open(settings, space, dimension), users: 0 };
    open.set(key, created);
    created.opening.catch(() => {
      if (open.get(key) === created) open.delete(key);
    });
    shared = created;
  }
  shared.users++;
  return shared.opening;
}

/** Closes the keeper when nobody else has it open. */
export async function releaseKeeper(
  { directory }: FaissSettings,
  space: string,
  keeper: IndexKeeper,
): Promise<void> {
  const key = keyOf(directory, space);
  const shared = open.get(key);
  // The entry belongs to another keeper by now; this one was closed with its space.
  if (!shared || (await shared.opening) !== keeper) return;
  if (--shared.users === 0) await close(key, shared);
}

/** Closes the keeper for all who have it open, because the space will be dropped. */
export async function closeKeeper({ directory }: FaissSettings, space: string): Promise<void> {
  const key = keyOf(directory, space);
  const shared = open.get(key);
  if (shared) await close(key, shared);
  await closing.get(key);
}

async function close(key: string, { opening }: Shared): Promise<void> {
  open.delete(key);
  const closed = opening.then((keeper) => keeper.close()).finally(() => closing.delete(key));
  closing.set(key, closed);
  await closed;
}
