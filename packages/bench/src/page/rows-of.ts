import type { BenchResult } from "../lib/bench.js";
import type { FigureRow } from "./kept-figures.js";
import { accuracySentences } from "./sentences/accuracy.js";
import type { Read } from "./sentences/read.js";
import { safetySentences } from "./sentences/safety.js";
import { speedSentences } from "./sentences/speed.js";

/** Benches whose figures are sentences. Those of all others are shown by their keys. */
const sentences = { ...speedSentences, ...accuracySentences, ...safetySentences };

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
