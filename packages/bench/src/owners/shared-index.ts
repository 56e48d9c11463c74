import { join } from "node:path";
import { chroma } from "@revimg/adapters/chroma";
import { postgres } from "@revimg/adapters/postgres";
import type { RevimgOptions } from "@revimg/core";
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
