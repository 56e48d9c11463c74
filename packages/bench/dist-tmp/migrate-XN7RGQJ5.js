import {
  sidesOn,
  startServers,
  whyNoWay
} from "./chunk-WOYT2EOR.js";
import {
  __callDispose,
  __using
} from "./chunk-UAWBPTDW.js";

// src/migrate/run-legs.ts
import { spawn } from "child_process";
import { text } from "stream/consumers";
import { fileURLToPath } from "url";

// src/migrate/compare-indexes.ts
import { buffer } from "stream/consumers";
import { isDeepStrictEqual } from "util";

// src/migrate/made-index.ts
import { createHash } from "crypto";
import { join } from "path";
import { fsBlobs } from "@revimg/core/fs";
import { createSqliteStores } from "@revimg/core/sqlite";
var dimension = 512;
var batch = 500;
var space = "default-0123456789ab-1";
var manifest = {
  format: 1,
  model: {
    reference: "mini",
    id: "made",
    hash: createHash("sha256").update("made").digest("hex"),
    dtype: "fp32",
    dimension,
    preprocessing: 1
  },
  space
};
async function openEmbedded(dataDirectory) {
  const directory = join(dataDirectory, "default");
  const stores = await createSqliteStores({ directory });
  await stores.metadata.open({ collection: "default" });
  await stores.vectors.open({ space, dimension });
  return { ...stores, blobs: fsBlobs({ directory: join(directory, "blobs") }) };
}
async function makeIndex(dataDirectory, pictures) {
  const { vectors, metadata, blobs, close } = await openEmbedded(dataDirectory);
  await metadata.setMeta("manifest", JSON.stringify(manifest));
  await setTagging(metadata);
  for (let start = 0; start < pictures; start += batch) {
    const numbers = Array.from({ length: Math.min(batch, pictures - start) }, (_, i) => start + i);
    const records = numbers.map(recordOf);
    await metadata.put(records);
    const shown = records.filter(({ status }) => status === "indexed");
    for (const record of shown) {
      for (const { key, bytes } of blobsOf(record)) await blobs.put(key, bytes);
    }
    await vectors.upsert(shown.map(({ id }) => ({ id, vector: vectorOf(id) })));
  }
  await close();
}
function keysOf({ contentHash, original }) {
  const shard = contentHash.slice(0, 2);
  const thumbnail = `thumbnails/${shard}/${contentHash}.webp`;
  return original === "copy" ? [thumbnail, `originals/${shard}/${contentHash}`] : [thumbnail];
}
function blobsOf(record) {
  const [thumbnail, original] = keysOf(record);
  return [
    { key: thumbnail, bytes: bytesOf(`thumbnail of ${record.filename}`, 600) },
    ...original ? [{ key: original, bytes: originalOf(record.filename) }] : []
  ];
}
function recordOf(number) {
  const filename = `picture ${number}.jpg`;
  const contentHash = createHash("sha256").update(originalOf(filename)).digest("hex");
  const isFailed = number % 40 === 39;
  const createdAt = 17e11 + 1e3 * number;
  return {
    id: `id-${String(number * 7919 % 1000003).padStart(7, "0")}`,
    filename,
    originalUrl: number % 3 === 0 ? `https://shop${number % 100}.example/${number}` : null,
    sourceDomain: number % 3 === 0 ? `shop${number % 100}.example` : null,
    fileSize: originalOf(filename).length,
    width: 640 + number % 7,
    height: 480,
    mimeType: "image/jpeg",
    contentHash,
    fingerprint: isFailed ? null : contentHash.slice(0, 16),
    pixelHash: isFailed || number % 6 === 0 ? null : contentHash.replaceAll("a", "b"),
    signature: isFailed ? null : Buffer.from(bytesOf(filename, 300)).toString("base64"),
    title: number % 5 === 0 ? `\u041A\u043B\u044E\u0447 ${number} \u{1F415}` : null,
    attributes: { price: number % 100, "in stock": number % 2 === 0, from: { shop: number % 9 } },
    original: number % 4 === 0 ? "reference" : "copy",
    status: isFailed ? "failed" : "indexed",
    failure: isFailed ? "The bytes are not a picture." : null,
    createdAt,
    indexedAt: isFailed ? null : createdAt + 250,
    sources: [
      ...number % 3 === 0 ? [
        {
          url: `https://shop${number % 100}.example/${number}`,
          domain: `shop${number % 100}.example`,
          author: "Ada"
        }
      ] : [],
      {
        path: `/pictures/${number}.jpg`,
        size: 1e3 + number,
        mtimeMs: 169000000000025e-2 + number
      }
    ],
    tags: Array.from({ length: 4 }, (_, i) => ({
      tag: `tag ${(number + 13 * i) % 100}`,
      confidence: 0.9 - i / 10,
      origin: "model"
    }))
  };
}
async function setTagging(metadata) {
  const state = { labels: "0".repeat(64), untagged: null, marks: 7 };
  await metadata.setMeta("tagging", JSON.stringify(state));
}
function originalOf(name) {
  return bytesOf(name, 900);
}
function bytesOf(name, length) {
  const block = createHash("sha512").update(name).digest();
  return Buffer.alloc(length, block);
}
function vectorOf(id) {
  const noise = directionOf(id);
  const cluster = directionOf(`cluster ${createHash("md5").update(id).digest()[0] % 100}`);
  return unit(noise.map((value, i) => value + cluster[i]));
}
function directionOf(name) {
  const vector = new Float32Array(dimension);
  for (let i = 0; i < dimension; i += 16) {
    const numbers = createHash("sha512").update(`${name} ${i}`).digest();
    for (let j = 0; j < 16; j++) vector[i + j] = numbers.readInt32LE(4 * j) / 2 ** 31;
  }
  return unit(vector);
}
function unit(vector) {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / norm);
}

// src/migrate/compare-indexes.ts
async function compareIndexes(first, last) {
  var _stack = [];
  try {
    const a = __using(_stack, await openEmbedded(first), true);
    const b = __using(_stack, await openEmbedded(last), true);
    const found = {
      rows: 0,
      unequalRows: Math.abs(await countOf(a.metadata) - await countOf(b.metadata)),
      unequalPictures: Math.abs(await keyCount(a.blobs) - await keyCount(b.blobs)),
      lostVectors: 0,
      maxVectorDifference: 0,
      unequalMeta: 0
    };
    for (const key of ["manifest", "tagging"]) {
      const [value, other] = [await a.metadata.getMeta(key), await b.metadata.getMeta(key)];
      if (!isDeepStrictEqual(JSON.parse(value ?? "0"), JSON.parse(other ?? "1"))) found.unequalMeta++;
    }
    for (let after = null; ; ) {
      const page = await a.metadata.scan({ after, pageSize: 500 });
      const rows = await a.metadata.get(page.ids);
      const others = await b.metadata.get(page.ids);
      const shown = rows.filter(({ status }) => status === "indexed");
      const ids = shown.map(({ id }) => id);
      const vectors = await a.vectors.fetch(ids);
      const otherVectors = await b.vectors.fetch(ids);
      found.rows += rows.length;
      found.unequalRows += rows.filter((row, i) => !isDeepStrictEqual(row, others[i])).length;
      for (const [i, vector] of vectors.entries()) {
        const other = otherVectors[i];
        if (!vector || other?.length !== vector.length) found.lostVectors++;
        else found.maxVectorDifference = Math.max(found.maxVectorDifference, apart(vector, other));
      }
      for (const key of shown.flatMap(keysOf)) {
        const [bytes, otherBytes] = [await bytesAt(a.blobs, key), await bytesAt(b.blobs, key)];
        if (!bytes || !otherBytes?.equals(bytes)) found.unequalPictures++;
      }
      if (page.next === null) return found;
      after = page.next;
    }
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function countOf(metadata) {
  const { count } = await metadata.stats();
  return count.indexed + count.failed + count.pending + count.deleting;
}
async function keyCount(blobs) {
  let count = 0;
  for await (const _ of blobs.list()) count++;
  return count;
}
async function bytesAt(blobs, key) {
  const blob = await blobs.get(key);
  return blob && buffer(blob.stream);
}
function apart(a, b) {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

// src/migrate/run-legs.ts
var callsPerPage = {
  "metadata.put": 2,
  "blobs.put": 300,
  "vectors.upsert": 1
};
async function runLegs(options) {
  const { pictures, workDirectory, log } = options;
  const sides = sidesOn(options.servers, workDirectory);
  const [first, last] = [sides[0], sides.at(-1)];
  await makeIndex(first.dataDirectory, pictures);
  log(`made an index of ${pictures} rows`);
  const report = { legs: sides.length - 1, kills: 0, matching: 0 };
  for (let leg = 0; leg < report.legs; leg++) {
    const [from, to] = [sides[leg], sides[leg + 1]];
    for (const step of options.kills[leg] ?? []) {
      const pages = Math.max(1, Math.floor(pictures / 200 / 5));
      const occurrence = Math.ceil(pages * callsPerPage[step] * 0.9);
      if (await runMigrant({ from, to, dieIn: { step, occurrence } }, options)) {
        throw new Error(`The copy to ${to.name} came to its end before it was killed in ${step}.`);
      }
      report.kills++;
      log(`${from.name} to ${to.name}: killed in ${step}`);
    }
    const result = await runMigrant({ from, to }, options);
    if (result?.matches) report.matching++;
    log(`${from.name} to ${to.name}: ${JSON.stringify(result)}`);
  }
  return { ...report, ...await compareIndexes(first.dataDirectory, last.dataDirectory) };
}
async function runMigrant(migrantOptions, { migrant }) {
  const file = migrant ?? fileURLToPath(new URL("./migrant.js", import.meta.url));
  const child = spawn(process.execPath, [file, JSON.stringify(migrantOptions)], {
    stdio: ["ignore", "pipe", "inherit"]
  });
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code2, signal2) => resolve([code2, signal2]));
  });
  const output = await text(child.stdout);
  const [code, signal] = await ended;
  if (signal === "SIGKILL") return null;
  if (code !== 0) throw new Error(`The copying process ended with code ${code}.`);
  return JSON.parse(output).report;
}

// src/migrate/migrate.ts
var everyStep = ["metadata.put", "blobs.put", "vectors.upsert"];
var benchMigrate = async ({ quick, soak, workDirectory, log }) => {
  const reason = whyNoWay();
  if (reason !== null) throw new Error(`The bench ${reason}`);
  const pictures = quick ? 1e3 : soak ? 5e4 : 1e4;
  const kills = [everyStep, everyStep, everyStep];
  const { servers, stop } = await startServers();
  try {
    return { pictures, ...await runLegs({ pictures, kills, servers, workDirectory, log }) };
  } finally {
    await stop();
  }
};
export {
  benchMigrate
};
//# sourceMappingURL=migrate-XN7RGQJ5.js.map