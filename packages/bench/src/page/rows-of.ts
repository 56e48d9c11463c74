import type { BenchResult } from "../lib/bench.js";
import { figure } from "../lib/statistics.js";
import type { FigureRow } from "./kept-figures.js";

/** Reads numbers out of a result; throws for what is not there. */
type Read = (...path: string[]) => number;

/** Benches whose figures are sentences. Those of all others are shown by their keys. */
const sentences: Record<string, (read: Read, result: BenchResult) => FigureRow[]> = {
  scan: (read, result) => [
    {
      id: "scan-100k",
      what: "search among 100,000 vectors of 512 dimensions",
      figure: `${figure(read("cpu_ms_100k"), 2)} ms of CPU, recall@20 ${read("recall_100k").toFixed(3)}; a plain JavaScript scan takes ${figure(read("js_ratio_100k"), 2)} times as long`,
    },
    ...("cpu_ms_1m" in result
      ? [
          {
            what: "among 1,000,000",
            figure: `${figure(read("cpu_ms_1m"), 2)} ms of CPU (${figure(read("wall_ms_1m_2_threads"), 2)} ms on two threads), recall@20 ${read("recall_1m").toFixed(3)}; ${figure(read("js_ratio_1m"), 2)} times`,
          },
          {
            what: "opening 100,000 / 1,000,000",
            figure: `${seconds(read("open_ms_100k"))} / ${seconds(read("open_ms_1m"))}`,
          },
        ]
      : []),
  ],
  index: (read) => [
    {
      id: "index-rate",
      what: "indexing photographs with `mini`",
      figure: `${figure(read("pictures_per_s_mini"), 2)} a second, ${figure(read("cpu_ms_per_picture"), 2)} ms of CPU each, ${figure(read("cpu_over_model_and_decode"), 2)} times the model and decoding alone`,
    },
    {
      what: `a second run over ${read("pictures_large_run").toLocaleString("en")} pictures that have not changed`,
      figure: seconds(1000 * read("second_run_s")),
    },
    {
      what: "opening the index; closing it",
      figure: `${seconds(read("open_ms"))}; ${seconds(read("close_ms"))}`,
    },
    {
      what: "memory after that run, and its growth over the last three quarters",
      figure: `${figure(read("rss_mb"))} MB, ${figure(100 * read("rss_drift"), 2)} %`,
    },
  ],
  http: (read) => [
    {
      what: `${read("clients")} clients searching at once`,
      figure: `${figure(read("searches_per_s"), 2)} searches a second, each with its look for copies, 95 % within ${seconds(read("p95_ms"))}; ${figure(read("search_cpu_ms_p50"), 2)} ms of CPU each, ${figure(read("cpu_over_model_and_decode"), 2)} times the model and decoding alone, and ${figure(read("overhead_cpu_ms_p50"), 2)} ms for HTTP; event loop delay p99 ${figure(read("loop_p99_ms"), 2)} ms`,
    },
    {
      what: "100 clients searching at once",
      figure: `95 % within ${seconds(read("clients_100", "p95_ms"))}`,
    },
    {
      what: "a search by vector",
      figure: `${figure(read("vector_search_cpu_ms"), 2)} ms of CPU among 800 pictures; among 100,000, ${figure(read("vector_search_over_scan_ms_100k"), 2)} ms more than the scan`,
    },
  ],
  edited: (read, result) => [
    {
      id: "edited-first",
      what: "edited copies of photos, by twelve edits, among 10,800 pictures",
      figure: `original first ${read("recall_at_1_all").toFixed(3)} (the least with ${least(result, "recall_at_1")}), told as the same picture ${read("tier_recall").toFixed(3)} (${least(result, "tier_recall_of")})`,
    },
    {
      what: "other pictures called a copy, of 10,000 matches",
      figure: `${figure(read("false_per_10k_matches"), 2)}`,
    },
  ],
};

/** The lines of a bench's result. */
export function rowsOf(name: string, result: BenchResult): FigureRow[] {
  const read: Read = (...path) => {
    const value = path.reduce<unknown>((inner, key) => (inner as BenchResult)?.[key], result);
    if (typeof value === "number") return value;
    throw new Error(`The bench ${name} gave no number ${path.join(".")}.`);
  };
  return sentences[name]?.(read, result) ?? plainRows(result);
}

/** Benches have rounded already; a cosine of 0.99998 must not become 1 here. */
const exact = new Intl.NumberFormat("en", { maximumFractionDigits: 12 });

function plainRows(result: BenchResult, prefix = ""): FigureRow[] {
  return Object.entries(result).flatMap(([key, value]) => {
    const what = `${prefix}${key.replaceAll("_", " ")}`;
    if (value !== null && typeof value === "object") return plainRows(value, `${what}, `);
    if (value === null) return [];
    const text = typeof value === "string" ? value : exact.format(value);
    return [{ what, figure: text }];
  });
}

/** The smallest of some figures, with its name: `text overlay: 0.971`. */
function least(result: BenchResult, key: string): string {
  const [name, value] = Object.entries(result[key] as Record<string, number>).reduce(
    (lowest, each) => (each[1] < lowest[1] ? each : lowest),
  );
  return `${name.replaceAll("_", " ")}: ${value.toFixed(3)}`;
}

function seconds(ms: number): string {
  return `${figure(ms / 1000, 2)} s`;
}
