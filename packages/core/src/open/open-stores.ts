import { join, resolve } from "node:path";
import type { RevimgOptions, StoreOption } from "../api/options.js";
import { PictureWriter } from "../engine/picture-writer.js";
import { Mutex } from "../lib/mutex.js";
import type { BlobStore } from "../stores/blob-store.js";
import { fsBlobs } from "../stores/fs/fs-blobs.js";
import { layeredBlobs } from "../stores/layered-blobs.js";
import { layeredMetadata } from "../stores/layered-metadata.js";
import { layeredVectors } from "../stores/layered-vectors.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import { createSqliteStores } from "../stores/sqlite/sqlite-stores.js";
import type { VectorStore } from "../stores/vector-store.js";
import type { Settings } from "./read-options.js";

/** The three stores of an index, each with core's layer around it. */
export interface OpenedStores {
  /** Not open yet: the manifest names its space. */
  vectors: VectorStore;
  metadata: MetadataStore;
  /** Of this collection only. */
  blobs: BlobStore;
  collection: string;
  writer: PictureWriter;
  /** Defined when the embedded database is among them. */
  announce: ((url: string) => Promise<void>) | undefined;
  close(): Promise<void>;
}

/** Opens or makes the stores that the options name, and the collection in them. Needs no model. */
export async function openStores(
  options: RevimgOptions,
  { dataDirectory, collection, scanThreads }: Settings,
): Promise<OpenedStores> {
  const directory = join(resolve(dataDirectory), collection);
  const opened: (() => Promise<void>)[] = [];
  const close = () => closeAll(opened);
  try {
    const own = {
      vectors: await makeStore(options.vectors, opened),
      metadata: await makeStore(options.metadata, opened),
      blobs: await makeStore(options.blobs, opened),
    };
    const embedded =
      own.vectors && own.metadata ? null : await createSqliteStores({ directory, scanThreads });
    if (embedded) opened.push(() => embedded.close());
    const metadata = layeredMetadata(own.metadata ?? embedded!.metadata);
    await metadata.open({ collection });
    return {
      vectors: layeredVectors(own.vectors ?? embedded!.vectors),
      metadata,
      blobs: own.blobs
        ? layeredBlobs(own.blobs, { prefix: `${collection}/` })
        : layeredBlobs(fsBlobs({ directory: join(directory, "blobs") })),
      collection,
      writer: new PictureWriter(metadata, embedded?.writer ?? new Mutex()),
      announce: embedded?.announce,
      close,
    };
  } catch (error) {
    // The first failure is the cause.
    await close().catch(() => {});
    throw error;
  }
}

/** Closes what was opened, the last first. All are tried. Rejects with the first failure. */
export async function closeAll(opened: (() => Promise<void>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.splice(0).reverse()) {
    await close().catch((error) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

/** The caller closes a store that was handed in. The index closes a store that a function made. */
async function makeStore<Store extends { close(): Promise<void> }>(
  option: StoreOption<Store> | undefined,
  opened: (() => Promise<void>)[],
): Promise<Store | undefined> {
  if (typeof option !== "function") return option;
  const store = await option();
  opened.push(() => store.close());
  return store;
}
