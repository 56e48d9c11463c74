import type { Engine } from "../engine/engine.js";
import type { HeldLease } from "../engine/held-lease.js";
import { removeImages } from "../indexing/remove-images.js";
import { toStoreFilter } from "../stores/filter.js";
import type { ImageFilter } from "../stores/image-filter.js";

/** Pictures that are leased and removed together. */
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
    deleted += await deleteBatch(engine, wanted.slice(start, start + batchSize), signal);
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
    if (ids.length > 0) deleted += await deleteBatch(engine, ids, signal);
    after = next;
  } while (after !== null);
  return deleted;
}

async function deleteBatch(
  engine: Engine,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const remove = async (lease: HeldLease) => {
    const records = (await engine.metadata.get(lease.ids)).filter((record) => record !== null);
    if (records.length > 0) await removeImages(engine, records, lease);
    return records.length;
  };
  const counts = await engine.writer.own(ids, remove, { signal });
  return counts.reduce((sum, count) => sum + count, 0);
}
