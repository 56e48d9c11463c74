import { chroma } from "@revimg/adapters/chroma";
import { pgvector } from "@revimg/adapters/pgvector";
import { postgres } from "@revimg/adapters/postgres";
import { s3 } from "@revimg/adapters/s3";
import type { RevimgOptions } from "@revimg/core";
import type { S3Access } from "@revimg/testing/services";

/** Where an index is, as data: a process of its own opens it. What is absent is embedded. */
export interface IndexPlace {
  dataDirectory: string;
  /** Default `default`. */
  collection?: string;
  model?: string;
  /** Address of the server with the rows. */
  postgres?: string;
  /** How long others wait for the pictures of a process that is gone. */
  leaseMs?: number;
  /** Address of the server with the vectors. */
  pgvector?: string;
  chroma?: string;
  /** Where the pictures are. */
  s3?: S3Access;
}

export function optionsAt(place: IndexPlace): RevimgOptions {
  const { dataDirectory, collection = "default", model, leaseMs } = place;
  return {
    dataDirectory,
    collection,
    ...(model && { model }),
    ...(place.postgres && {
      metadata: () => postgres({ url: place.postgres, maxConnections: 4, leaseMs }),
    }),
    ...(place.pgvector && { vectors: () => pgvector(onPglite(place.pgvector!)) }),
    ...(place.chroma && { vectors: () => chroma({ url: place.chroma }) }),
    ...(place.s3 && { blobs: () => s3(inBucket(place.s3!)) }),
  };
}

/** One session for all connections; and a graph takes WebAssembly minutes. */
function onPglite(url: string) {
  return { url, maxConnections: 1, preparedStatements: false, index: "none" as const };
}

function inBucket({ endpoint, region, bucket, accessKeyId, secretAccessKey }: S3Access) {
  const credentials = { accessKeyId, secretAccessKey };
  return { endpoint, region, bucket, credentials, forcePathStyle: true };
}
