import { join } from "node:path";
import { chroma } from "@revimg/adapters/chroma";
import { faiss } from "@revimg/adapters/faiss";
import { pgvector } from "@revimg/adapters/pgvector";
import { type PineconeOptions, pinecone } from "@revimg/adapters/pinecone";
import { postgres } from "@revimg/adapters/postgres";
import { type S3Options, s3 } from "@revimg/adapters/s3";
import { blobStoreCases, metadataStoreCases, vectorStoreCases } from "@revimg/conformance";
import { fsBlobs } from "@revimg/core/fs";
import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import { createSqliteStores, type SqliteStores } from "@revimg/core/sqlite";
import {
  faissBinding,
  queryWhenSettled,
  type ServiceName,
  startChroma,
  startPgvector,
  startPinecone,
  startPostgres,
  startS3,
  whyNoFaiss,
  whyNoService,
} from "@revimg/testing/services";
import { bindCases, type StoreCase } from "./run-cases.js";

/** What the kit is run on. */
export interface Backend {
  name: string;
  /** Why it can't be had here and how many cases are left out with it; null where it can. */
  missing(): { reason: string; cases: number } | null;
  /** Starts what the cases need and hands them over. */
  start(workDirectory: string): Promise<{ cases: StoreCase[]; stop(): Promise<void> }>;
}

export const backends: readonly Backend[] = [
  embedded("memory", memoryCases),
  embedded("sqlite", sqliteCases),
  embedded("fs", fsCases),
  served("chroma", startChroma, ({ url }) => chromaCases(url), chromaCases("http://none")),
  served(
    "pinecone",
    startPinecone,
    ({ endpoint, apiKey, index }) => pineconeCases({ endpoint, apiKey, index }),
    pineconeCases({ index: "none", apiKey: "none" }),
  ),
  {
    name: "faiss",
    missing() {
      const reason = whyNoFaiss();
      return reason === null ? null : { reason, cases: faissCases("none").length };
    },
    async start(workDirectory) {
      const binding = await faissBinding();
      return { cases: faissCases(join(workDirectory, "faiss"), binding), stop: async () => {} };
    },
  },
  served("postgres", startPostgres, ({ url }) => postgresCases(url), postgresCases("postgres://")),
  served("pgvector", startPgvector, ({ url }) => pgvectorCases(url), pgvectorCases("postgres://")),
  served(
    "s3",
    startS3,
    ({ endpoint, bucket, accessKeyId, secretAccessKey }) =>
      s3Cases({ endpoint, bucket, credentials: { accessKeyId, secretAccessKey } }),
    s3Cases({ bucket: "none" }),
  ),
];

/** A backend that needs nothing but a folder. */
function embedded(
  name: string,
  casesIn: (directory: string) => StoreCase[] | Promise<StoreCase[]>,
): Backend {
  return {
    name,
    missing: () => null,
    async start(workDirectory) {
      return { cases: await casesIn(join(workDirectory, name)), stop: async () => {} };
    },
  };
}

/** A backend with a server, which is started for the bench and stopped after it. */
function served<Server extends { stop(): Promise<void> }>(
  name: ServiceName,
  startServer: () => Promise<Server>,
  casesOn: (server: Server) => StoreCase[],
  casesWithout: StoreCase[],
): Backend {
  return {
    name,
    missing() {
      const reason = whyNoService(name);
      return reason === null ? null : { reason, cases: casesWithout.length };
    },
    async start() {
      const server = await startServer();
      return { cases: casesOn(server), stop: () => server.stop() };
    },
  };
}

function memoryCases(): StoreCase[] {
  const memory = createMemory();
  const vectors = () => memoryVectors({ memory });
  const metadata = () => memoryMetadata({ memory });
  const blobs = () => memoryBlobs({ memory });
  return [
    ...bindCases("vectors", vectorStoreCases, vectors().capabilities, vectors),
    ...bindCases("metadata", metadataStoreCases, metadata().capabilities, metadata),
    ...bindCases("blobs", blobStoreCases, blobs().capabilities, blobs),
  ];
}

async function sqliteCases(directory: string): Promise<StoreCase[]> {
  /** A scope is a folder. Closing the store lets go of the folder's file too. */
  const create = async <Name extends "vectors" | "metadata">(name: Name, scope: string) => {
    const stores = await createSqliteStores({ directory: join(directory, scope) });
    const close = () => stores.close();
    return { ...stores[name], close, [Symbol.asyncDispose]: close } as SqliteStores[Name];
  };
  const vectors = (scope: string) => create("vectors", scope);
  const metadata = (scope: string) => create("metadata", scope);
  await using anyVectors = await vectors("capabilities");
  await using anyMetadata = await metadata("capabilities");
  return [
    ...bindCases("vectors", vectorStoreCases, anyVectors.capabilities, vectors),
    ...bindCases("metadata", metadataStoreCases, anyMetadata.capabilities, metadata),
  ];
}

function fsCases(directory: string): StoreCase[] {
  const blobs = () => fsBlobs({ directory });
  return bindCases("blobs", blobStoreCases, blobs().capabilities, blobs);
}

function chromaCases(url: string): StoreCase[] {
  const vectors = () => chroma({ url });
  return bindCases("vectors", vectorStoreCases, vectors().capabilities, vectors);
}

function pineconeCases(options: PineconeOptions): StoreCase[] {
  const vectors = () => pinecone(options);
  return bindCases("vectors", vectorStoreCases, vectors().capabilities, vectors);
}

/** Every change makes a new index, and every query waits for it. */
function faissCases(directory: string, binding?: string): StoreCase[] {
  const vectors = (scope: string) =>
    queryWhenSettled(
      faiss({ path: join(directory, scope), binding, rebuildAfter: 1, ivfFrom: 80 }),
    );
  return bindCases("vectors", vectorStoreCases, vectors("capabilities").capabilities, vectors);
}

function postgresCases(url: string): StoreCase[] {
  const metadata = () => postgres({ url });
  return bindCases("metadata", metadataStoreCases, metadata().capabilities, metadata);
}

/** The real extension on PGlite, which has one session for all connections. */
function pgvectorCases(url: string): StoreCase[] {
  const vectors = () => pgvector({ url, maxConnections: 1, preparedStatements: false });
  return bindCases("vectors", vectorStoreCases, vectors().capabilities, vectors);
}

function s3Cases(options: S3Options): StoreCase[] {
  const blobs = () => s3(options);
  return bindCases("blobs", blobStoreCases, blobs().capabilities, blobs);
}
