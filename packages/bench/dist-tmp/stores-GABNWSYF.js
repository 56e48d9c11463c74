import {
  __callDispose,
  __using
} from "./chunk-UAWBPTDW.js";

// src/stores/backends.ts
import { join } from "path";
import { chroma } from "@revimg/adapters/chroma";
import { faiss } from "@revimg/adapters/faiss";
import { pgvector } from "@revimg/adapters/pgvector";
import { pinecone } from "@revimg/adapters/pinecone";
import { postgres } from "@revimg/adapters/postgres";
import { s3 } from "@revimg/adapters/s3";
import { blobStoreCases, metadataStoreCases, vectorStoreCases } from "@revimg/core/conformance";
import { fsBlobs } from "@revimg/core/fs";
import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import { createSqliteStores } from "@revimg/core/sqlite";
import {
  faissBinding,
  queryWhenSettled,
  startChroma,
  startPgvector,
  startPinecone,
  startPostgres,
  startS3,
  whyNoFaiss,
  whyNoService
} from "@revimg/testing/services";

// src/stores/run-cases.ts
import { setTimeout as delay } from "timers/promises";
import {
  selectCases
} from "@revimg/core/conformance";
var caseTimeoutMs = 12e4;
function bindCases(kit, cases, capabilities, create) {
  return selectCases(cases, capabilities).map(({ name, run }) => ({
    name: `${kit}: ${name}`,
    run: () => run(create)
  }));
}
async function runCases(store, cases, log) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, run } of cases) {
    try {
      await withinTime(run());
      counts.passed++;
    } catch (error) {
      counts.failed++;
      log(`${store} fails "${name}": ${error instanceof Error ? error.message : error}`);
    }
  }
  return counts;
}
async function withinTime(run) {
  const timer = new AbortController();
  const late = delay(caseTimeoutMs, void 0, { signal: timer.signal }).then(() => {
    throw new Error(`It was not done after ${caseTimeoutMs / 1e3} s.`);
  });
  try {
    await Promise.race([run, late]);
  } finally {
    timer.abort();
    await late.catch(() => {
    });
  }
}

// src/stores/backends.ts
var backends = [
  embedded("memory", memoryCases),
  embedded("sqlite", sqliteCases),
  embedded("fs", fsCases),
  served("chroma", startChroma, ({ url }) => chromaCases(url), chromaCases("http://none")),
  served(
    "pinecone",
    startPinecone,
    ({ endpoint, apiKey, index }) => pineconeCases({ endpoint, apiKey, index }),
    pineconeCases({ index: "none", apiKey: "none" })
  ),
  {
    name: "faiss",
    missing() {
      const reason = whyNoFaiss();
      return reason === null ? null : { reason, cases: faissCases("none").length };
    },
    async start(workDirectory) {
      const binding = await faissBinding();
      return { cases: faissCases(join(workDirectory, "faiss"), binding), stop: async () => {
      } };
    }
  },
  served("postgres", startPostgres, ({ url }) => postgresCases(url), postgresCases("postgres://")),
  served("pgvector", startPgvector, ({ url }) => pgvectorCases(url), pgvectorCases("postgres://")),
  served(
    "s3",
    startS3,
    ({ endpoint, bucket, accessKeyId, secretAccessKey }) => s3Cases({ endpoint, bucket, credentials: { accessKeyId, secretAccessKey } }),
    s3Cases({ bucket: "none" })
  )
];
function embedded(name, casesIn) {
  return {
    name,
    missing: () => null,
    async start(workDirectory) {
      return { cases: await casesIn(join(workDirectory, name)), stop: async () => {
      } };
    }
  };
}
function served(name, startServer, casesOn, casesWithout) {
  return {
    name,
    missing() {
      const reason = whyNoService(name);
      return reason === null ? null : { reason, cases: casesWithout.length };
    },
    async start() {
      const server = await startServer();
      return { cases: casesOn(server), stop: () => server.stop() };
    }
  };
}
function memoryCases() {
  const memory = createMemory();
  const vectors = () => memoryVectors({ memory });
  const metadata = () => memoryMetadata({ memory });
  const blobs = () => memoryBlobs({ memory });
  return [
    ...bindCases("vectors", vectorStoreCases, vectors().capabilities, vectors),
    ...bindCases("metadata", metadataStoreCases, metadata().capabilities, metadata),
    ...bindCases("blobs", blobStoreCases, blobs().capabilities, blobs)
  ];
}
async function sqliteCases(directory) {
  var _stack = [];
  try {
    const create = async (name, scope) => {
      const stores = await createSqliteStores({ directory: join(directory, scope) });
      const close = () => stores.close();
      return { ...stores[name], close, [Symbol.asyncDispose]: close };
    };
    const vectors = (scope) => create("vectors", scope);
    const metadata = (scope) => create("metadata", scope);
    const anyVectors = __using(_stack, await vectors("capabilities"), true);
    const anyMetadata = __using(_stack, await metadata("capabilities"), true);
    return [
      ...bindCases("vectors", vectorStoreCases, anyVectors.capabilities, vectors),
      ...bindCases("metadata", metadataStoreCases, anyMetadata.capabilities, metadata)
    ];
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
function fsCases(directory) {
  const blobs = () => fsBlobs({ directory });
  return bindCases("blobs", blobStoreCases, blobs().capabilities, blobs);
}
function chromaCases(url) {
  const vectors = () => chroma({ url });
  return bindCases("vectors", vectorStoreCases, vectors().capabilities, vectors);
}
function pineconeCases(options) {
  const vectors = () => pinecone(options);
  return bindCases("vectors", vectorStoreCases, vectors().capabilities, vectors);
}
function faissCases(directory, binding) {
  const vectors = (scope) => queryWhenSettled(
    faiss({ path: join(directory, scope), binding, rebuildAfter: 1, ivfFrom: 80 })
  );
  return bindCases("vectors", vectorStoreCases, vectors("capabilities").capabilities, vectors);
}
function postgresCases(url) {
  const metadata = () => postgres({ url });
  return bindCases("metadata", metadataStoreCases, metadata().capabilities, metadata);
}
function pgvectorCases(url) {
  const vectors = () => pgvector({ url, maxConnections: 1, preparedStatements: false });
  return bindCases("vectors", vectorStoreCases, vectors().capabilities, vectors);
}
function s3Cases(options) {
  const blobs = () => s3(options);
  return bindCases("blobs", blobStoreCases, blobs().capabilities, blobs);
}

// src/stores.ts
var benchStores = async ({ workDirectory, log }) => {
  const all = {};
  const total = { passed: 0, failed: 0, skipped: 0 };
  const missing = backends.map((backend) => backend.missing());
  for (const [index, backend] of backends.entries()) {
    const absent = missing[index];
    if (absent) log(`${backend.name}: ${absent.cases} cases are skipped; it ${absent.reason}`);
    const counts = absent ? { passed: 0, failed: 0, skipped: absent.cases } : await countOf(backend, workDirectory, log);
    log(`${backend.name}: ${counts.passed} passed, ${counts.failed} failed`);
    all[backend.name] = { ...counts };
    for (const key of ["passed", "failed", "skipped"]) total[key] += counts[key];
  }
  return { ...all, total };
};
async function countOf(backend, workDirectory, log) {
  const { cases, stop } = await backend.start(workDirectory);
  try {
    return await runCases(backend.name, cases, log);
  } finally {
    await stop();
  }
}
export {
  benchStores
};
//# sourceMappingURL=stores-GABNWSYF.js.map