import { blobKey } from "../engine/blob-keys.js";
import type { Engine } from "../engine/engine.js";
import type { ImageRecord } from "../stores/image-record.js";

type Stores = Pick<Engine, "metadata" | "vectors" | "blobs">;

/**
 * Removes pictures: rows `deleting` (invisible at once), then vectors, then
 * blobs, then the rows. What a kill leaves as `deleting` is finished when the
 * index is opened again. The caller holds the engine's writer.
 */
export async function removeImages(engine: Stores, records: readonly ImageRecord[]): Promise<void> {
  const { metadata, vectors, blobs } = engine;
  const ids = records.map(({ id }) => id);
  await metadata.setStatus(ids, "deleting");
  await vectors.delete(ids);
  await blobs.delete(
    records.flatMap(({ contentHash }) => [
      blobKey("thumbnails", contentHash),
      blobKey("originals", contentHash),
    ]),
  );
  await metadata.delete(ids);
}

/** Finishes the removals that an earlier process began. */
export async function finishRemovals(engine: Stores): Promise<void> {
  for (;;) {
    const { ids } = await engine.metadata.scan({ after: null, pageSize: 500, status: "deleting" });
    if (ids.length === 0) return;
    const records = await engine.metadata.get(ids);
    await removeImages(
      engine,
      records.filter((record) => record !== null),
    );
  }
}
