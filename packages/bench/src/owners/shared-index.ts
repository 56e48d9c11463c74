import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chroma } from "@revimg/adapters/chroma";
import { postgres } from "@revimg/adapters/postgres";
import type { RevimgOptions, VectorStore } from "@revimg/core";
import { fsBlobs } from "@revimg/core/fs";

/** An index that several processes write at once, as data: each opens it by itself. */
export interface SharedIndex {
  postgresUrl: string;
  chromaUrl: string;
  collection: string;
  /** Folder of the pictures' copies. */
  blobs: string;
  leaseMs: number;
}

/** Rows in Postgres, vectors in Chroma, copies of the pictures in a folder. */
export function optionsOf(index: SharedIndex): RevimgOptions {
  const { postgresUrl, chromaUrl, collection, blobs, leaseMs } = index;
  return {
    model: "mini",
    dataDirectory: join(blobs, "unused"),
    collection,
    metadata: () => postgres({ url: postgresUrl, leaseMs, maxConnections: 3 }),
    vectors: () => chroma({ url: chromaUrl }),
    blobs: () => fsBlobs({ directory: blobs }),
  };
}

/** The same, with vectors as far away as a server on another continent: steps of others come between. */
export function slowOptionsOf(index: SharedIndex, random: () => number): RevimgOptions {
  const wait = () => sleep(random() * 120);
  const vectors = (): VectorStore => {
    const store = chroma({ url: index.chromaUrl });
    const upsert = store.upsert.bind(store);
    const remove = store.delete.bind(store);
    const slowly = async (work: () => Promise<void>) => {
      await wait();
      await work();
      await wait();
    };
    return Object.assign(store, {
      upsert: (...call: Parameters<typeof upsert>) => slowly(() => upsert(...call)),
      delete: (...call: Parameters<typeof remove>) => slowly(() => remove(...call)),
    });
  };
  return { ...optionsOf(index), vectors };
}
