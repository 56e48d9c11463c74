import { transformations } from "@revimg/core/evaluation";
import type { BenchResult } from "../../lib/bench.js";
import { figure } from "../../lib/statistics.js";
import { count, type Sentences, unless } from "./read.js";

/** Benches of right and wrong answers. */
export const accuracySentences: Sentences = {
  edited: (read, result) => [
    {
      id: "edited-first",
      what: "edited copies of photos, by twelve edits, among 10,800 pictures",
      figure: `original first ${read("recall_at_1_all").toFixed(3)} (the least with ${least(result, "recall_at_1", isPlainEdit)}), told as the same picture ${read("tier_recall").toFixed(3)} (${least(result, "tier_recall_of", isPlainEdit)})`,
    },
    {
      what: 'turned, marked all over, a part alone or within another picture, with `copies: "thorough"`',
      figure: `original first: ${harderOf(result, "recall_at_1")}; told as the same picture: ${harderOf(result, "tier_recall_of")}`,
    },
    {
      what: "other pictures called a copy, of 10,000 matches",
      figure: `${figure(read("false_per_10k_matches"), 2)}`,
    },
    {
      what: "forms, charts, slides and text pages called a copy of another of their template",
      figure: `${figure(100 * read("false_share_templates"), 2)} %`,
    },
  ],
  copies: (read) => [
    {
      what: `copies by a published copy detector's list of edits (${count(read("relevant"))} of ${count(read("queries"))} queries have an original) among ${count(read("pictures"))} pictures: micro-average precision`,
      figure: `${fraction(read("revimg", "micro_ap"))}, with \`copies: "thorough"\` ${fraction(read("revimg_thorough", "micro_ap"))}; PDQ ${fraction(read("pdq", "micro_ap"))}, a 64-bit pHash ${fraction(read("phash", "micro_ap"))}`,
    },
    {
      what: "recall where 90 % of the claims are right",
      figure: `${fraction(read("revimg", "recall_at_p90"))}, thorough ${fraction(read("revimg_thorough", "recall_at_p90"))}; PDQ ${fraction(read("pdq", "recall_at_p90"))}, pHash ${fraction(read("phash", "recall_at_p90"))}`,
    },
  ],
  duplicates: (read) => [
    {
      what: `duplicates of ${count(read("pictures"))} pictures, 800 photos with twelve copies each among them`,
      figure: `pairs: precision ${read("precision")}, recall ${read("recall")}`,
    },
    {
      what: `of ${count(read("rows"))} rows`,
      figure: `${figure(read("minutes_100k"), 2)} minutes; ${read("rss_mb")} MB of memory`,
    },
  ],
  keywords: (read) => [
    {
      what: "clothes of ten kinds, half of them tagged: the right word is among the first three keywords",
      figure: `${fraction(read("top3_right"))} of ${count(read("queries"))} searches; by voting alone ${fraction(read("baseline_right"))}`,
    },
  ],
  preprocess: (read) => [
    {
      what: "model input against the reference's pixels",
      figure: `${unless({ "is the largest difference": read("exact_max_abs") }, "equal in every byte")}; at 12 megapixels ${figure(read("fast_mean_abs_12mp"), 2)} of 255 on average; tokenizer ${read("tokenizer_right")} of ${read("tokenizer_total")}`,
    },
  ],
  runtimes: (read) => [
    {
      what: "the same picture in Node, in Node's WASM, in Chromium",
      figure: `cosine ${Math.min(read("node_wasm_min_cosine"), read("chromium_min_cosine"))} or more`,
    },
  ],
  mini: (read, result) => [
    {
      what: "the built-in model: pictures of 200 kinds find their like, edited copies of 800 photos find their original among 10,800 pictures",
      figure: `precision@1 ${read("p_at_1").toFixed(3)}, accuracy ${read("accuracy").toFixed(3)}; the original first for ${hardRows(result)}, ${read("edited_recall_at_1").toFixed(3)} of the other edits; ${figure(read("pictures_per_s"))} pictures a second, ${figure(read("chromium_wasm_ms"), 2)} ms in Chromium's WASM on one thread`,
    },
  ],
};

function fraction(value: number): string {
  return value.toFixed(3);
}

function hardRows(result: BenchResult): string {
  const prefix = "edited_recall_at_1_";
  return Object.entries(result)
    .filter(([key]) => key.startsWith(prefix))
    .map(
      ([key, value]) =>
        `${fraction(Number(value))} of ${key.slice(prefix.length).replaceAll("_", " ")}`,
    )
    .join(", ");
}

const plainEdits = transformations.map(({ name }) => name);

function isPlainEdit(name: string): boolean {
  return plainEdits.includes(name);
}

/** The smallest of some figures, with its name: `text overlay 0.971`. */
function least(result: BenchResult, key: string, isWanted: (name: string) => boolean): string {
  const figures = Object.entries(result[key] as Record<string, number>);
  const [name, value] = figures
    .filter(([name]) => isWanted(name))
    .reduce((lowest, each) => (each[1] < lowest[1] ? each : lowest));
  return `${name.replaceAll("_", " ")} ${value.toFixed(3)}`;
}

/** The harder edits that miss anything, with their figures. */
function harderOf(result: BenchResult, key: string): string {
  const figures = Object.entries(result[key] as Record<string, number>).filter(
    ([name]) => !isPlainEdit(name),
  );
  const missing = figures.filter(([, value]) => value < 1);
  const named = missing.map(([name, value]) => `${name.replaceAll("_", " ")} ${value.toFixed(3)}`);
  return [...named, `${named.length === 0 ? "all" : "all others"} 1`].join(", ");
}
