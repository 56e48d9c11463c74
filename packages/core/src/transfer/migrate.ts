import type { RevimgOptions } from "../api/options.js";
import { type OpenedStores, openStores } from "../open/open-stores.js";
import { readOptions } from "../open/read-options.js";
import { requireEmbedded } from "../open/require-embedded.js";
import { checkSample, copyIndex } from "./copy-index.js";
import type { TransferEvent, TransferOptions } from "./transfer-events.js";
import { storesSource } from "./transfer-source.js";
import { prepareTarget, requireApart } from "./transfer-target.js";

/**
 * Copies an index from one set of stores to another: rows of every status with their
 * ids, times, sources and tags, vectors, pictures and thumbnails, and what the index
 * knows of its model. Nothing is embedded again, and no model is loaded. The source is
 * only read. At the end both sides are counted and searched for a sample of the stored
 * vectors.
 *
 * Nothing happens until the iteration starts. A run that is aborted or killed leaves
 * nothing half visible, and the same call goes on from there. A later call copies what
 * has changed in the source since. Whatever else the target has stays. Pictures that
 * are left in their files (`originals: "reference"`) keep their paths, and the files
 * are not copied. Memory does not grow with the collection.
 *
 * Rejects with `not_found` when the source holds no index, `index_mismatch` when the
 * target holds another model's or other pictures, `invalid_input` when both are the
 * same, and otherwise as `createRevimg` does.
 *
 * @example
 * const to = { metadata: () => postgres({ url }), vectors: () => pgvector({ url }), blobs: () => s3({ bucket }) };
 * for await (const event of migrate({ dataDirectory: "./revimg-data" }, to)) {
 *   if (event.type === "finished") console.log(event.report);
 * }
 */
export async function* migrate(
  from: RevimgOptions,
  to: RevimgOptions,
  options: TransferOptions = {},
): AsyncGenerator<TransferEvent, void, undefined> {
  const { signal } = options;
  checkSample(options);
  signal?.throwIfAborted();
  const sourceStores = await openSource(from);
  try {
    const source = await storesSource(sourceStores, signal);
    const target = await openStores(to, readOptions(to));
    try {
      requireApart(sourceStores, target);
      const readMeta = (key: string) => sourceStores.metadata.getMeta(key, { signal });
      await prepareTarget(target, source, readMeta, signal);
      yield* copyIndex(target, source, options);
    } finally {
      await target.close();
    }
  } finally {
    await sourceStores.close();
  }
}

/** Opens stores that must exist: an absent folder is not made. */
export async function openSource(from: RevimgOptions): Promise<OpenedStores> {
  const settings = readOptions(from);
  if (!from.metadata) await requireEmbedded(settings);
  return openStores(from, settings);
}
