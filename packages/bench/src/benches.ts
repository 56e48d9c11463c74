import type { Bench } from "./bench.js";

interface BenchEntry {
  /** One line for the list of benches. */
  summary: string;
  /** Loaded when asked for: a bench must not carry another one's modules in its memory. */
  load(): Promise<Bench>;
}

export const benches: Record<string, BenchEntry> = {
  scan: {
    summary: "vector search: recall, CPU time and opening, against plain JavaScript",
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
  kills: {
    summary: "an indexing process killed at 40 moments: what is lost, doubled or half made",
    load: async () => (await import("./kills/kills.js")).benchKills,
  },
};
