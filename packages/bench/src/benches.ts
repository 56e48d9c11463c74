import type { Bench } from "./lib/bench.js";

interface BenchEntry {
  /** One line for the list of benches. */
  summary: string;
  /** Loaded when asked for: a bench must not carry another one's modules in its memory. */
  load(): Promise<Bench>;
}

export const benches: Record<string, BenchEntry> = {
  scan: {
    summary: "vector search: recall, CPU time and opening, against plain JavaScript and FAISS",
    load: async () => (await import("./scan.js")).benchScan,
  },
  http: {
    summary: "20 clients searching at once: latency, throughput, event loop, memory",
    load: async () => (await import("./http.js")).benchHttp,
  },
  index: {
    summary: "indexing a folder: pictures a second, storage, memory, the second run",
    load: async () => (await import("./index-folder.js")).benchIndex,
  },
  stores: {
    summary: "the conformance kit on every store: cases passed, failed and skipped",
    load: async () => (await import("./stores.js")).benchStores,
  },
  preprocess: {
    summary: "model input against CLIP's reference: resize, reduced copies, orientation, tokens",
    load: async () => (await import("./preprocess.js")).benchPreprocess,
  },
  clip: {
    summary: "CLIP ViT-B/32 against transformers.js and the machine's limit; 100 clients at once",
    load: async () => (await import("./clip.js")).benchClip,
  },
  runtimes: {
    summary: "the same pictures on native, WebAssembly and browser runtimes: lowest cosine",
    load: async () => (await import("./runtimes.js")).benchRuntimes,
  },
  keywords: {
    summary: "keywords of half tagged clothes against voting, and of pictures that show nothing",
    load: async () => (await import("./keywords.js")).benchKeywords,
  },
  cutoff: {
    summary: "a relative cutoff among 800 photos: copies found, pictures shown, strangers shown",
    load: async () => (await import("./cutoff.js")).benchCutoff,
  },
  edited: {
    summary: "edited copies among 10,800 pictures: found first, told to be copies, mistaken",
    load: async () => (await import("./edited.js")).benchEdited,
  },
  copies: {
    summary:
      "copies by a published list of edits among 10,800 pictures: micro-AP, beside PDQ and pHash",
    load: async () => (await import("./copies/copies.js")).benchCopies,
  },
  duplicates: {
    summary:
      "duplicates of 20,400 pictures: pairs found and mistaken; of 100,000 rows: time, memory",
    load: async () => (await import("./duplicates/duplicates.js")).benchDuplicates,
  },
  mini: {
    summary:
      "the built-in model against its first version and plain descriptors: search, copies, speed",
    load: async () => (await import("./mini.js")).benchMini,
  },
  migrate: {
    summary:
      "an index moved through four sets of stores, killed on every way: what is not as it was",
    load: async () => (await import("./migrate/migrate.js")).benchMigrate,
  },
  faults: {
    summary:
      "everyday work on stores and files that fail by a seed: what was lost, wrong, did not end",
    load: async () => (await import("./faults/faults.js")).benchFaults,
  },
  moves: {
    summary:
      "an index moved from model to model, killed and searched all the while: what was wrong",
    load: async () => (await import("./moves/moves.js")).benchMoves,
  },
  rows: {
    summary: "100,000 rows: indexing unchanged files, listing, searching, pruning; time and memory",
    load: async () => (await import("./rows/rows.js")).benchRows,
  },
  folders: {
    summary: "folders changed at random 2,000 times, with kills: what the index has lost or wrong",
    load: async () => (await import("./folders/folders.js")).benchFolders,
  },
  workers: {
    summary: "workers on one queue, killed and drained: lost, doubled; the rate of 1, 2 and 3",
    load: async () => (await import("./workers/workers.js")).benchWorkers,
  },
  kills: {
    summary: "an indexing process killed at 40 moments: what is lost, doubled or half made",
    load: async () => (await import("./kills/kills.js")).benchKills,
  },
};
