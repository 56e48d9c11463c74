import { blobKey } from "../engine/blob-keys.js";
import type { Engine } from "../engine/engine.js";
import type { HeldLease } from "../engine/held-lease.js";
import type { ImageRecord } from "../stores/image-record.js";

type Stores = Pick<Engine, "metadata" | "vectors" | "blobs">;

/**
 * Removes pictures: rows `deleting` (invisible at once), then vectors, then
 * blobs, then the rows. What a kill leaves as `deleting` is finished when the
 * index is opened again. The caller holds the lease of all of them.
 */
export async function removeImages(
  engine: Stores,
  records: readonly ImageRecord[],
  lease: HeldLease,
): Promise<void> {
  const { metadata, vectors, blobs } = engine;
  const { owner, signal } = lease;
  const ids = records.map(({ id }) => id);
  await metadata.setStatus(ids, "deleting", { owner });
  lease.check();
  await vectors.delete(ids, { signal });
  lease.check();
  await blobs.delete(
    records.flatMap(({ contentHash }) => [
      blobKey("thumbnails", contentHash),
      blobKey("originals", contentHash),
    ]),
    { signal },
  );
  await metadata.delete(ids, { owner });
}

/** Finishes the removals that an earlier process began. Those of live processes are left to them. */
export async function finishRemovals(engine: Stores & Pick<Engine, "writer">): Promise<void> {
  const { metadata, writer } = engine;
  for (let after: string | null = null; ; ) {
    const page = await metadata.scan({ after, pageSize: 500, status: "deleting" });
    await writer.own(
      page.ids,
      async (lease) => {
        const rows = await metadata.get(lease.ids);
        const begun = rows.filter((row) => row !== null && row.status === "deleting");
        if (begun.length > 0) await removeImages(engine, begun as ImageRecord[], lease);
      },
      { waits: false },
    );
    if (page.next === null) return;
    after = page.next;
  }
}
