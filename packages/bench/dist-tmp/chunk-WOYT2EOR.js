// src/migrate/sides.ts
import { randomUUID } from "crypto";
import { join } from "path";
import { chroma } from "@revimg/adapters/chroma";
import { pgvector } from "@revimg/adapters/pgvector";
import { postgres } from "@revimg/adapters/postgres";
import { s3 } from "@revimg/adapters/s3";
import {
  startChroma,
  startPgvector,
  startPostgres,
  startS3,
  whyNoService
} from "@revimg/testing/services";
var services = ["postgres", "pgvector", "chroma", "s3"];
function whyNoWay() {
  return services.map(whyNoService).find((reason) => reason !== null) ?? null;
}
async function startServers() {
  const started = [];
  const start = async (starting) => {
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
      s3: await start(startS3())
    };
    return { servers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
function sidesOn({ postgres: postgres2, pgvector: pgvector2, chroma: chroma2, s3: s32 }, workDirectory) {
  const at = (name) => ({ name, dataDirectory: join(workDirectory, name) });
  const { endpoint, region, accessKeyId, secretAccessKey, bucket } = s32;
  const pictures = { endpoint, region, accessKeyId, secretAccessKey, bucket };
  const shared = { postgres: postgres2.url, s3: pictures };
  const run = randomUUID().slice(0, 8);
  return [
    { ...at("first"), collection: "default" },
    { ...at("postgres"), collection: `second-${run}`, ...shared, pgvector: pgvector2.url },
    { ...at("chroma"), collection: `third-${run}`, ...shared, chroma: chroma2.url },
    { ...at("last"), collection: "default" }
  ];
}
function optionsOf(side) {
  const { dataDirectory, collection } = side;
  return {
    dataDirectory,
    collection,
    ...side.postgres && { metadata: () => postgres({ url: side.postgres }) },
    ...side.pgvector && { vectors: () => pgvector(onPglite(side.pgvector)) },
    ...side.chroma && { vectors: () => chroma({ url: side.chroma }) },
    ...side.s3 && { blobs: () => s3(inBucket(side.s3)) }
  };
}
function onPglite(url) {
  return { url, maxConnections: 1, preparedStatements: false, index: "none" };
}
function inBucket({ endpoint, region, bucket, accessKeyId, secretAccessKey }) {
  const credentials = { accessKeyId, secretAccessKey };
  return { endpoint, region, bucket, credentials, forcePathStyle: true };
}

export {
  whyNoWay,
  startServers,
  sidesOn,
  optionsOf
};
//# sourceMappingURL=chunk-WOYT2EOR.js.map