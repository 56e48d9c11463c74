import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { S3Access } from "@revimg/testing/services";
import type { IndexPlace } from "../lib/index-place.js";
import type { Servers } from "../lib/servers.js";

/** One place of an index on its way. */
export interface Side extends IndexPlace {
  name: string;
  collection: string;
}

/** Embedded, then Postgres with pgvector and S3, then Chroma beside these, then embedded again. */
export function sidesOn(
  { postgres, pgvector, chroma, s3 }: Servers,
  workDirectory: string,
): Side[] {
  const at = (name: string) => ({ name, dataDirectory: join(workDirectory, name) });
  const { endpoint, region, accessKeyId, secretAccessKey, bucket } = s3;
  const pictures: S3Access = { endpoint, region, accessKeyId, secretAccessKey, bucket };
  const shared = { postgres: postgres.url, s3: pictures };
  // Others may use the same servers.
  const run = randomUUID().slice(0, 8);
  return [
    { ...at("first"), collection: "default" },
    { ...at("postgres"), collection: `second-${run}`, ...shared, pgvector: pgvector.url },
    { ...at("chroma"), collection: `third-${run}`, ...shared, chroma: chroma.url },
    { ...at("last"), collection: "default" },
  ];
}
