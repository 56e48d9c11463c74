import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chroma } from "@revimg/adapters/chroma";
import { postgres } from "@revimg/adapters/postgres";
import { s3 } from "@revimg/adapters/s3";
import type { RevimgOptions, VectorStore } from "@revimg/core";
import type { S3Access } from "@revimg/testing/services";

/** An index that workers fill together, as data: each opens it by itself. */
export interface WorkerIndex {
  postgresUrl: string;
  chromaUrl: string;
  s3: S3Access;
  collection: string;
  /** How long others wait for a process that is gone: for its pictures, and for its shard. */
  leaseMs: number;
  /** Milliseconds that each picture waits before its vector is stored, in place of a slow model. */
  delayMs: number;
}

/** Rows in Postgres, vectors in Chroma, copies of the pictures in S3. */
export function optionsOf(index: WorkerIndex): RevimgOptions {
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = index.s3;
  const credentials = { accessKeyId, secretAccessKey };
  return {
    model: "mini",
    dataDirectory: join("unused", index.collection),
    collection: index.collection,
    metadata: () => postgres({ url: index.postgresUrl, leaseMs: index.leaseMs, maxConnections: 4 }),
    vectors: () => slowly(chroma({ url: index.chromaUrl }), index.delayMs),
    blobs: () => s3({ endpoint, region, bucket, credentials, forcePathStyle: true }),
  };
}

/** Pictures come one after the other, as from a model that takes so long for each. */
function slowly(store: VectorStore, delayMs: number): VectorStore {
  const upsert = store.upsert.bind(store);
  return Object.assign(store, {
    async upsert(...call: Parameters<typeof upsert>) {
      await sleep(delayMs * call[0].length);
      await upsert(...call);
    },
  });
}
