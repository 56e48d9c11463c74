/** Vectors of one length, row by row. */
export interface Matrix {
  rows: number;
  columns: number;
  values: Float32Array;
}

export function matrixOf(vectors: readonly Float32Array[]): Matrix {
  const columns = vectors[0]?.length ?? 0;
  const values = new Float32Array(vectors.length * columns);
  vectors.forEach((vector, row) => {
    values.set(vector, row * columns);
  });
  return { rows: vectors.length, columns, values };
}

const nearest = 20;

/** Each picture searches among all the others: the share of its first and of its first 20 neighbours that are of its class. */
export function leaveOneOut(
  matrix: Matrix,
  classes: readonly string[],
): { at1: number; at20: number } {
  let [at1, at20] = [0, 0];
  forEachRow(matrix, matrix, (scores, query) => {
    scores[query] = Number.NEGATIVE_INFINITY;
    const best = topOf(scores, nearest);
    const hits = best.map((other) => Number(classes[other] === classes[query]));
    at1 += hits[0]!;
    at20 += hits.reduce((sum, hit) => sum + hit, 0) / nearest;
  });
  return { at1: at1 / matrix.rows, at20: at20 / matrix.rows };
}

/** Each picture ranks all the others: the mean of the average precision of these rankings. */
export function meanAveragePrecision(matrix: Matrix, classes: readonly string[]): number {
  let sum = 0;
  forEachRow(matrix, matrix, (scores, query) => {
    const order = Array.from(scores.keys()).filter((other) => other !== query);
    order.sort((a, b) => scores[b]! - scores[a]!);
    sum += averagePrecision(order.map((other) => Number(classes[other] === classes[query])));
  });
  return sum / matrix.rows;
}

/** The share of queries whose best match is the row they belong to. */
export function recallAt1(
  queries: Matrix,
  originals: readonly number[],
  collection: Matrix,
): number {
  let found = 0;
  forEachRow(queries, collection, (scores, query) => {
    let best = 0;
    for (let row = 1; row < scores.length; row++) if (scores[row]! > scores[best]!) best = row;
    if (best === originals[query]) found++;
  });
  return found / queries.rows;
}

/** Places of the largest scores, the best first. */
function topOf(scores: Float32Array, count: number): number[] {
  const top: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < scores.length; place++) {
    const score = scores[place]!;
    if (top.length === count && score <= least) continue;
    let at = top.length;
    while (at > 0 && scores[top[at - 1]!]! < score) at--;
    top.splice(at, 0, place);
    if (top.length > count) top.pop();
    least = scores[top.at(-1)!]!;
  }
  return top;
}

/** Of a ranking in which 1 is right: the mean precision at each right place. */
function averagePrecision(hits: readonly number[]): number {
  let [right, sum] = [0, 0];
  hits.forEach((hit, index) => {
    if (hit === 0) return;
    right++;
    sum += right / (index + 1);
  });
  return right === 0 ? 0 : sum / right;
}

/** Queries at a time: a row of the collection is read once for all of them. */
const block = 4;

/** Gives each query its dot products with all rows of the collection; the array is used again. */
function forEachRow(
  queries: Matrix,
  { rows, columns, values }: Matrix,
  take: (scores: Float32Array, query: number) => void,
): void {
  const scores = Array.from({ length: block }, () => new Float32Array(rows));
  for (let first = 0; first < queries.rows; first += block) {
    const count = Math.min(block, queries.rows - first);
    // The last block may be short: the missing queries are the last one again.
    const [a, b, c, d] = [0, 1, 2, 3].map((index) => {
      const at = (first + Math.min(index, count - 1)) * columns;
      return queries.values.subarray(at, at + columns);
    }) as [Float32Array, Float32Array, Float32Array, Float32Array];
    for (let row = 0; row < rows; row++) {
      const offset = row * columns;
      let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
      for (let column = 0; column < columns; column++) {
        const value = values[offset + column]!;
        sumA += a[column]! * value;
        sumB += b[column]! * value;
        sumC += c[column]! * value;
        sumD += d[column]! * value;
      }
      scores[0]![row] = sumA;
      scores[1]![row] = sumB;
      scores[2]![row] = sumC;
      scores[3]![row] = sumD;
    }
    for (let index = 0; index < count; index++) take(scores[index]!, first + index);
  }
}
