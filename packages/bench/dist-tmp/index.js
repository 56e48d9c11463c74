import {
  UsageError
} from "./chunk-OONSPIMI.js";
import "./chunk-UAWBPTDW.js";

// src/index.ts
import { existsSync } from "fs";
import { mkdtemp, rm } from "fs/promises";
import { tmpdir } from "os";
import { join, resolve } from "path";
import { parseArgs } from "util";

// src/benches.ts
var benches = {
  scan: {
    summary: "vector search: recall, CPU time and opening, against plain JavaScript and FAISS",
    load: async () => (await import("./scan-K7VV75ME.js")).benchScan
  },
  http: {
    summary: "20 clients searching at once: latency, throughput, event loop, memory",
    load: async () => (await import("./http-AZYWERUD.js")).benchHttp
  },
  index: {
    summary: "indexing a folder: pictures a second, storage, memory, the second run",
    load: async () => (await import("./index-folder-GBPXUSGL.js")).benchIndex
  },
  stores: {
    summary: "the conformance kit on every store: cases passed, failed and skipped",
    load: async () => (await import("./stores-GABNWSYF.js")).benchStores
  },
  preprocess: {
    summary: "model input against CLIP's reference: resize, reduced copies, orientation, tokens",
    load: async () => (await import("./preprocess-WDJF7BKY.js")).benchPreprocess
  },
  clip: {
    summary: "CLIP ViT-B/32 against transformers.js and the machine's limit; 100 clients at once",
    load: async () => (await import("./clip-H5KUSHBO.js")).benchClip
  },
  runtimes: {
    summary: "the same pictures on native, WebAssembly and browser runtimes: lowest cosine",
    load: async () => (await import("./runtimes-JAFSSHO3.js")).benchRuntimes
  },
  keywords: {
    summary: "keywords of half tagged clothes against voting, and of pictures that show nothing",
    load: async () => (await import("./keywords-OKWLGXH3.js")).benchKeywords
  },
  edited: {
    summary: "edited copies among 10,800 pictures: found first, told to be copies, mistaken",
    load: async () => (await import("./edited-ND3GRR33.js")).benchEdited
  },
  mini: {
    summary: "the built-in model against its first version and plain descriptors: search, copies, speed",
    load: async () => (await import("./mini-3BVPS3VC.js")).benchMini
  },
  migrate: {
    summary: "an index moved through four sets of stores, killed on every way: what is not as it was",
    load: async () => (await import("./migrate-XN7RGQJ5.js")).benchMigrate
  },
  kills: {
    summary: "an indexing process killed at 40 moments: what is lost, doubled or half made",
    load: async () => (await import("./kills-QHGAYBMR.js")).benchKills
  }
};

// src/index.ts
var wrongUse = 2;
async function main() {
  const { values, positionals } = readArguments();
  const [name = ""] = positionals;
  const entry = Object.hasOwn(benches, name) ? benches[name] : void 0;
  const clients = Number(values.clients);
  if (!entry || positionals.length > 1) return listBenches(name);
  if (!Number.isInteger(clients) || clients < 1 || clients > 1e3) {
    throw new UsageError("--clients must be a whole number from 1 to 1000.");
  }
  if (values.data !== void 0 && !existsSync(values.data)) {
    throw new UsageError(`There is no folder ${resolve(values.data)}.`);
  }
  const bench = await entry.load();
  const workDirectory = await mkdtemp(join(tmpdir(), `revimg-bench-${name}-`));
  try {
    const result = await bench({
      quick: values.quick,
      soak: values.soak,
      clients,
      dataDirectory: resolve(values.data ?? "../shared/data"),
      workDirectory,
      log: (line) => console.error(line)
    });
    console.log(values.json ? JSON.stringify(result) : table(result));
    return 0;
  } finally {
    await rm(workDirectory, { recursive: true, force: true });
  }
}
function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        soak: { type: "boolean", default: false },
        clients: { type: "string", default: "20" },
        data: { type: "string" }
      }
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
function listBenches(name) {
  console.error(name ? `There is no bench "${name}". There are:` : "There are these benches:");
  for (const [known, { summary }] of Object.entries(benches)) {
    console.error(`  ${known.padEnd(10)} ${summary}`);
  }
  console.error(
    "Run one with: pnpm -s bench <name> [--json] [--quick] [--soak] [--clients 20] [--data <folder>]"
  );
  return wrongUse;
}
function table(result) {
  const rows = rowsOf(result);
  const width = Math.max(...rows.map(([key]) => key.length));
  return rows.map(([key, value]) => `${key.padEnd(width)}  ${value ?? "-"}`).join("\n");
}
function rowsOf(result, prefix = "") {
  return Object.entries(result).flatMap(
    ([key, value]) => value !== null && typeof value === "object" ? rowsOf(value, `${prefix}${key}.`) : [[`${prefix}${key}`, value]]
  );
}
try {
  process.exitCode = await main();
} catch (error) {
  const expected = error instanceof UsageError;
  console.error(expected ? error.message : error);
  process.exitCode = expected ? wrongUse : 1;
}
//# sourceMappingURL=index.js.map