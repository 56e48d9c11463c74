import { closeSync, openSync, readSync, writeSync } from "node:fs";

/**
 * Recall is measured on this many nearest neighbours. Rows further away are hardly
 * more similar than any others. They lie in lists all over the index, so finding them
 * would mean searching all lists.
 */
const depth = 20;

/** The recall that we promise. */
const wantedRecall = 0.99;

/**
 * The sample's mean must lie this many standard errors above the promise. Otherwise
 * the chosen number would be one that looks good by chance.
 */
const standardErrors = 2;

/**
 * Searches look into this many times the lists that the sample needs. A query that
 * misses one list may miss all its neighbours. A sample of a hundred may by chance
 * have no such query.
 */
const reserve = 2;

/** Scores that differ by less count as equal, because pictures may be there twice. */
const tieTolerance = 1e-6;

/**
 * Searches an index that looks into a given number of lists. Answers scores, best
 * first, without that of the query row itself.
 */
type SearchScores = (query: number, count: number) => number[];

/** Reads the index so that it looks into this many lists. */
export type ReadWithProbes = (probes: number) => SearchScores | Promise<SearchScores>;

/**
 * Twice the smallest number of lists for which the rows of a sample find their
 * neighbours as a search of all lists does, and the recall at that smallest number.
 */
export async function chooseProbes(
  read: ReadWithProbes,
  options: { lists: number; queries: number; rows: number },
): Promise<{ probes: number; recall: number }> {
  const { lists, queries, rows } = options;
  const wanted = Math.min(depth, rows - 1);
  const exhaustive = await read(lists);
  const exact = Array.from({ length: queries }, (_, query) => exhaustive(query, wanted));
  const ladder = steps(lists);
  let best = { probes: lists, recall: 1 };
  // Recall grows with the number of lists.
  for (let low = 0, high = ladder.length - 2; low <= high; ) {
    const middle = (low + high) >> 1;
    const probes = ladder[middle]!;
    const search = await read(probes);
    const found = exact.map((_, query) => search(query, wanted));
    const { recall, lowest } = recallOf(exact, found);
    if (lowest >= wantedRecall) {
      best = { probes, recall };
      high = middle - 1;
    } else low = middle + 1;
  }
  return { probes: Math.min(lists, reserve * best.probes), recall: best.recall };
}

/** 1, 2, 3, 4, 6, 8, 12 … and all. */
function steps(lists: number): number[] {
  const values = new Set<number>();
  for (let power = 1; power <= lists; power *= 2) {
    values.add(power);
    values.add(Math.floor(power * 1.5));
  }
  return [...values].filter((value) => value < lists).concat(lists);
}

/**
 * The share of the exact neighbours that was found, over all queries, and a lower
 * bound of it for other queries. A row that scores as high as a neighbour counts as
 * one.
 */
function recallOf(exact: number[][], found: number[][]): { recall: number; lowest: number } {
  const shares = exact.map((scores, query) => {
    const worst = scores.at(-1)! - tieTolerance;
    return found[query]!.filter((score) => score >= worst).length / scores.length;
  });
  const recall = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const squares = shares.reduce((sum, share) => sum + (share - recall) ** 2, 0);
  const standardError = Math.sqrt(squares) / shares.length;
  return { recall, lowest: recall - standardErrors * standardError };
}

/**
 * Where an inverted-file index keeps the number of lists and how many of them a
 * search looks into. faiss-node can't set the latter, so it is set in the file
 * (FAISS 1.7: impl/index_write.cpp, write_index_header and write_ivf_header).
 */
const listsAt = 37;
const probesAt = 45;

/** Throws before anything is written, if the file does not look like one of FAISS. */
export function setProbes(path: string, lists: number, probes: number): void {
  const file = openSync(path, "r+");
  try {
    const header = Buffer.alloc(probesAt + 8);
    readSync(file, header, 0, header.length, 0);
    const kind = header.toString("latin1", 0, 4);
    const found = header.readBigUInt64LE(listsAt);
    if (kind !== "IwFl" || found !== BigInt(lists)) {
      throw new Error(
        `this version of FAISS writes a format that is not known (${JSON.stringify(kind)}, ${found} lists)`,
      );
    }
    header.writeBigUInt64LE(BigInt(probes), probesAt);
    writeSync(file, header, probesAt, 8, probesAt);
  } finally {
    closeSync(file);
  }
}
