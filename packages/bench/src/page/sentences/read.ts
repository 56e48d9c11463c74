import type { BenchResult } from "../../lib/bench.js";
import { figure } from "../../lib/statistics.js";
import type { FigureRow } from "../kept-figures.js";

/** Reads a number out of a result; throws for one that is not there. */
export type Read = (...path: string[]) => number;

/** The lines of the page that one bench's result makes, by the bench's name. */
export type Sentences = Record<string, (read: Read, result: BenchResult) => FigureRow[]>;

export function seconds(ms: number): string {
  return `${figure(ms / 1000, 2)} s`;
}

/** `10,000`. */
export function count(value: number): string {
  return value.toLocaleString("en");
}

/** Whether nothing went wrong, and else what: `2 lost`. */
export function unless(wrong: Record<string, number>, fine: string): string {
  const said = Object.entries(wrong).filter(([, times]) => times > 0);
  return said.length === 0 ? fine : said.map(([what, times]) => `${times} ${what}`).join(", ");
}
