import { readFile, writeFile } from "node:fs/promises";

/** One line of the page. */
export interface FigureRow {
  /** Present where README shows the row too. */
  id?: string;
  /** What was measured. */
  what: string;
  /** What came out. */
  figure: string;
}

/** What the page keeps of one run of a bench. */
export interface KeptRun {
  /** Commit that was measured; `+` behind it: with changes that were not committed. */
  commit: string;
  /** Day of the run, as in `2026-11-30`. */
  date: string;
  /** Processors, memory, system and Node. */
  machine: string;
  /** How long a run takes, at least; null where that is not known. */
  seconds: number | null;
  /** Whether it was a short run, whose figures are rough. */
  quick: boolean;
  /** Whether it was a run of `--soak`, which does more of the same. */
  soak?: boolean;
  rows: FigureRow[];
}

/** The last kept run of each bench, by its name. */
export type KeptFigures = Record<string, KeptRun>;

export async function readKeptFigures(path: string): Promise<KeptFigures> {
  return JSON.parse(await readFile(path, "utf8")) as KeptFigures;
}

export async function writeKeptFigures(path: string, figures: KeptFigures): Promise<void> {
  await writeFile(path, `${JSON.stringify(figures, null, 2)}\n`);
}
