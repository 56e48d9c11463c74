/** What a bench may look at; the command line fills it. */
export interface BenchContext {
  /** Bound the run to about a minute. */
  quick: boolean;
  /** Run for long, to see what drifts. */
  soak: boolean;
  /** Simultaneous clients of `http`. */
  clients: number;
  /** Further rows in the index of `http`, which are pictures without files. */
  rows: number;
  /** Folder of the test data, which need not exist. */
  dataDirectory: string;
  /** An empty folder, removed afterwards. */
  workDirectory: string;
  /** Says how far it is; never on the standard output. */
  log(line: string): void;
}

/** Figures by key, in the order they are shown; figures of one subject may have an object of their own. */
export interface BenchResult {
  [key: string]: number | string | null | BenchResult;
}

/** Measures and resolves to the figures. */
export type Bench = (context: BenchContext) => Promise<BenchResult>;

/** Thrown when what was asked for can't be run: a wrong flag, or data that is not here. */
export class UsageError extends Error {}
