import { createHash } from "node:crypto";
import { type Manifest, readManifest } from "../engine/index-manifest.js";
import { RevimgError } from "../lib/errors.js";
import type { OpenedStores } from "../open/open-stores.js";
import type { StoredBlob } from "../stores/blob-store.js";
import type { ImageRecord } from "../stores/image-record.js";
import type { VectorHit } from "../stores/vector-store.js";
import { taggingKey } from "../tagging/tagging-state.js";

/** Rows read, and written, in one step. */
export const pageSize = 200;

/** Where an index is copied from: another index's stores, or a folder. */
export interface TransferSource {
  /** Tells a later run that this is the same source. */
  readonly identity: string;
  readonly collection: string;
  readonly manifest: Manifest;
  /** Which pictures have their tags, as the metadata store keeps it; null when unknown. */
  readonly tagging: string | null;
  /** Number of all rows. */
  count(signal: AbortSignal | undefined): Promise<number>;
  /** Every row but those that are being deleted. */
  pages(signal: AbortSignal | undefined): AsyncIterable<TransferPage>;
  blob(key: string, signal: AbortSignal | undefined): Promise<StoredBlob | null>;
  /** The hits nearest to a vector, when the source can be searched. */
  nearest?(
    vector: Float32Array,
    topK: number,
    signal: AbortSignal | undefined,
  ): Promise<VectorHit[]>;
}

export interface TransferPage {
  records: ImageRecord[];
  /** The vectors of some of them, in the order of `ids`; null where there is none. */
  vectors(ids: readonly string[]): Promise<(Float32Array | null)[]>;
}

/**
 * Opens the space of an existing index. Rejects with `not_found` when there is none.
 * Writes nothing.
 */
export async function storesSource(
  { metadata, vectors, blobs, collection }: OpenedStores,
  signal: AbortSignal | undefined,
): Promise<TransferSource> {
  const manifest = await readManifest(metadata);
  if (!manifest) {
    throw new RevimgError(
      "not_found",
      `There is no index to copy from: the collection ${collection} in ${metadata.location ?? metadata.name} holds none. Check where the source is, or make an index first: revimg index <folder>.`,
    );
  }
  await vectors.open({ space: manifest.space, dimension: manifest.model.dimension, signal });
  const where = [metadata.name, metadata.location, collection, manifest.model.hash].join("\n");
  return {
    identity: createHash("sha256").update(where).digest("hex").slice(0, 32),
    collection,
    manifest,
    tagging: await metadata.getMeta(taggingKey, { signal }),
    async count() {
      const { count } = await metadata.stats({ signal });
      return count.indexed + count.failed + count.pending;
    },
    async *pages() {
      for (let after: string | null = null; ; ) {
        const page = await metadata.scan({ after, pageSize, signal });
        const rows = await metadata.get(page.ids, { signal });
        yield {
          records: rows.filter((row) => row !== null && row.status !== "deleting") as ImageRecord[],
          vectors: (ids) => vectors.fetch(ids, { signal }),
        };
        if (page.next === null) return;
        after = page.next;
      }
    },
    blob: (key) => blobs.get(key, { signal }),
    nearest: (vector, topK) => vectors.query({ vector, topK, signal }),
  };
}
