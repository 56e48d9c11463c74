import type { Engine } from "../engine/engine.js";
import { removeImages } from "../indexing/remove-images.js";
import { toStoreFilter } from "../stores/filter.js";
import type { ImageFilter } from "../stores/image-filter.js";

/** Pictures that are removed while the writer is held. */
const batchSize = 500;

/** Removes the pictures with these ids; resolves to how many there were. */
export async function deleteByIds(
  engine: Engine,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const wanted = [...new Set(ids)];
  let deleted = 0;
  for (let start = 0; start < wanted.length; start += batchSize) {
    signal?.throwIfAborted();
    deleted += await deleteBatch(engine, wanted.slice(start, start + batchSize));
  }
  return deleted;
}

/** Removes all pictures that a filter matches. Rejects with `invalid_input` for a wrong filter. */
export async function deleteByFilter(
  engine: Engine,
  filter: ImageFilter,
  signal: AbortSignal | undefined,
): Promise<number> {
  const wanted = toStoreFilter(filter);
  let deleted = 0;
  let after: string | null = null;
  do {
    const page = { after, pageSize: batchSize, filter: wanted, signal };
    const { ids, next } = await engine.metadata.scan(page);
    if (ids.length > 0) deleted += await deleteBatch(engine, ids);
    after = next;
  } while (after !== null);
  return deleted;
}

function deleteBatch(engine: Engine, ids: readonly string[]): Promise<number> {
  return engine.writer.run(async () => {
    const records = (await engine.metadata.get(ids)).filter((record) => record !== null);
    if (records.length > 0) await removeImages(engine, records);
    return records.length;
  });
}
