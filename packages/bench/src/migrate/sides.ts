import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { chroma } from "@revimg/adapters/chroma";
import { pgvector } from "@revimg/adapters/pgvector";
import { postgres } from "@revimg/adapters/postgres";
import { s3 } from "@revimg/adapters/s3";
import type { RevimgOptions } from "@revimg/core";
import {
  type S3Access,
  type ServiceName,
  type SharedServices,
  startChroma,
  startPgvector,
  startPostgres,
  startS3,
  whyNoService,
} from "@revimg/testing/services";

/** One place of an index on its way, as data: a process of its own opens it. What is absent is embedded. */
export interface Side {
  name: string;
  dataDirectory: string;
  collection: string;
  postgres?: string;
  pgvector?: string;
  chroma?: string;
  s3?: S3Access;
}

const services: readonly ServiceName[] = ["postgres", "pgvector", "chroma", "s3"];

/** Why the way can't be gone here, or null. */
export function whyNoWay(): string | null {
  return services.map(whyNoService).find((reason) => reason !== null) ?? null;
}

/** How the servers on the way are reached. */
export type Servers = Pick<SharedServices, "postgres" | "pgvector" | "chroma" | "s3">;

/** Starts servers of the run's own. */
export async function startServers(): Promise<{ servers: Servers; stop(): Promise<void> }> {
  const started: { stop(): Promise<void> }[] = [];
  const start = async <Server extends { stop(): Promise<void> }>(starting: Promise<Server>) => {
    const server = await starting;
    started.push(server);
    return server;
  };
  const stop = async () => {
    for (const server of started.splice(0).reverse()) await server.stop();
  };
  try {
    const servers = {
      postgres: await start(startPostgres()),
      pgvector: await start(startPgvector()),
      chroma: await start(startChroma()),
      s3: await start(startS3()),
    };
    return { servers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
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

export function optionsOf(side: Side): RevimgOptions {
  const { dataDirectory, collection } = side;
  return {
    dataDirectory,
    collection,
    ...(side.postgres && { metadata: () => postgres({ url: side.postgres }) }),
    ...(side.pgvector && { vectors: () => pgvector(onPglite(side.pgvector!)) }),
    ...(side.chroma && { vectors: () => chroma({ url: side.chroma }) }),
    ...(side.s3 && { blobs: () => s3(inBucket(side.s3!)) }),
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
