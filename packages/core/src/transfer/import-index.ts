import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { RevimgOptions } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import { openStores } from "../open/open-stores.js";
import { readOptions } from "../open/read-options.js";
import { checkSample, copyIndex } from "./copy-index.js";
import { exportFiles } from "./export-folder.js";
import { folderSource, verifyFolder } from "./folder-source.js";
import type { TransferEvent, TransferOptions } from "./transfer-events.js";
import { prepareTarget } from "./transfer-target.js";

const nothingYet = {
  done: 0,
  total: 0,
  copied: 0,
  unchanged: 0,
  blobs: 0,
  bytes: 0,
  elapsedMs: 0,
};

/**
 * Fills empty stores from a folder of `exportIndex`. Every file is first compared with
 * its hash. A damaged folder is refused before anything is written. A run that stops at
 * any moment leaves nothing half visible, and the same call goes on. At the end rows
 * and vectors are counted, and a search must find a sample of the vectors. Memory does
 * not grow with the collection.
 *
 * Rejects with `not_found` when there is no finished export, `invalid_input`
 * (`details.damaged`) when it is damaged, `index_mismatch` when the stores hold another
 * index, and otherwise as `createRevimg` does.
 *
 * @example
 * for await (const event of importIndex("./export", { dataDirectory: "./new" })) console.log(event.type);
 */
export async function* importIndex(
  folder: string,
  to: RevimgOptions,
  options: TransferOptions = {},
): AsyncGenerator<TransferEvent, void, undefined> {
  const { signal } = options;
  checkSample(options);
  signal?.throwIfAborted();
  const settings = readOptions(to);
  const directory = resolve(folder);
  const isThere = await access(join(directory, exportFiles.hashes)).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    throw new RevimgError(
      "not_found",
      `There is no finished export in ${folder}: it has no ${exportFiles.hashes}. Check the folder, or finish it: revimg export <folder>.`,
    );
  }
  for await (const { files, bytes } of verifyFolder(directory, signal)) {
    yield { type: "verifying", files, bytes, progress: nothingYet };
  }
  const source = await folderSource(directory);
  try {
    const target = await openStores(to, settings);
    try {
      await prepareTarget(target, source, null, signal);
      yield* copyIndex(target, source, options);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
