import { figure } from "../../lib/statistics.js";
import { count, type Sentences, seconds } from "./read.js";

/** Benches of time and memory. */
export const speedSentences: Sentences = {
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
      what: `a second run over ${count(read("pictures_large_run"))} pictures that have not changed`,
      figure: seconds(1000 * read("second_run_s")),
    },
    {
      what: "opening the index; opening one after another; closing it",
      figure: `${seconds(read("open_ms"))}; ${seconds(read("open_again_ms"))}; ${seconds(read("close_ms"))}`,
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
  clip: (read) => [
    {
      what: "CLIP ViT-B/32, from JPEG bytes to vectors, beside transformers.js on the same file",
      figure: `small photos ${read("vs_transformersjs_small_b8")} times its rate in batches of 8, ${read("vs_transformersjs_small_b1")} times one by one; 12-megapixel pictures ${read("vs_transformersjs_12mp_b8")} times; the machine's own limit is ${read("limit_vs_transformersjs_small_b8")}, ${read("limit_vs_transformersjs_small_b1")} and ${read("limit_vs_transformersjs_12mp_b8")}`,
    },
    {
      what: "CPU time of its model and of decoding, each alone, as a share of what a picture takes in all",
      figure: `small photos ${percent(read("vs_work_limit_small"))}, 12-megapixel pictures ${percent(read("vs_work_limit_12mp"))}; event loop delay p99 ${figure(read("loop_p99_ms"), 2)} ms`,
    },
  ],
  rows: (read) => [
    {
      what: `${count(read("rows"))} files that have not changed, indexed once more`,
      figure: `${seconds(1000 * read("unchanged", "s"))}; no pixel is read`,
    },
    {
      what: "listing all of them by date; by name; by size",
      figure: ["date", "name", "size"]
        .map((sort) => seconds(1000 * read(`list_${sort}`, "s")))
        .join("; "),
    },
    { what: "memory of the process at the end", figure: `${figure(read("rss_mb"))} MB` },
  ],
  workers: (read) => [
    {
      what: `pictures a second of 1, 2 and 3 workers, where each picture waits ${read("delay_ms")} ms in place of a slow model`,
      figure: `${read("rate_1")}, ${read("rate_2")}, ${read("rate_3")}`,
    },
    {
      what: `${count(read("pictures"))} pictures by three workers on Postgres, Chroma and S3; one killed, one drained, Postgres killed and started`,
      figure: `${read("lost")} lost, ${read("doubled")} doubled, ${read("dead_letters")} dead letters, ${read("problems")} problems found by \`verify\``,
    },
  ],
};

function percent(share: number): string {
  return `${figure(100 * share, 3)} %`;
}
