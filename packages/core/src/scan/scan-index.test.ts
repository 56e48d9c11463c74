import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRevimgError } from "../lib/errors.js";
import { dotProduct, plainScan } from "./plain-scan.js";
import { ScanIndex, type ScanIndexOptions } from "./scan-index.js";
import { clusteredVectors, seededVectors } from "./test-vectors.js";
import { TopCandidates } from "./top-candidates.js";

function rowsOf(vectors: Float32Array, dimension: number): Float32Array[] {
  return Array.from({ length: vectors.length / dimension }, (_, row) =>
    vectors.subarray(row * dimension, (row + 1) * dimension),
  );
}

function indexOf(vectors: Float32Array, options: ScanIndexOptions): ScanIndex {
  const index = new ScanIndex(options);
  rowsOf(vectors, options.dimension).forEach((row, slot) => {
    index.set(slot, row);
  });
  return index;
}

function exactSlots(vectors: Float32Array, query: Float32Array, limit: number): number[] {
  const top = new TopCandidates(limit);
  plainScan(query, vectors, top);
  return [...top.takeSorted().slots];
}

function expectCode(code: string, call: () => unknown): void {
  let caught: unknown;
  try {
    call();
  } catch (error) {
    caught = error;
  }
  expect(isRevimgError(caught) && caught.code).toBe(code);
}

const shape = fc.record({
  dimension: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 700 })),
  rows: fc.integer({ min: 1, max: 200 }),
  seed: fc.nat(),
});

describe("ScanIndex", () => {
  it("finds the best rows in any dimension, with scores that close in on the exact ones", () => {
    fc.assert(
      fc.property(shape, fc.integer({ min: 1, max: 30 }), ({ dimension, rows, seed }, limit) => {
        const vectors = seededVectors(rows, dimension, seed);
        const query = seededVectors(1, dimension, seed + 1);
        const index = indexOf(vectors, { dimension, segmentRows: 64 });
        const found = index.search(query, { limit });
        expect(found.complete).toBe(true);
        expect([...found.slots]).toEqual(
          expect.arrayContaining(exactSlots(vectors, query, Math.min(limit, rows))),
        );
        const queryLength = Math.hypot(...query);
        found.slots.forEach((slot, i) => {
          const row = vectors.subarray(slot * dimension, (slot + 1) * dimension);
          const error = Math.abs(found.scores[i]! - dotProduct(query, row));
          expect(error).toBeLessThanOrEqual(0.02 * queryLength * Math.hypot(...row) + 1e-6);
          if (i > 0) expect(found.scores[i]).toBeLessThanOrEqual(found.scores[i - 1]!);
        });
      }),
    );
  });

  it.each([
    ["without outlier dimensions", {}],
    ["with two outlier dimensions", { 92: 15, 133: -12 }],
  ])("loses no neighbour at limit 20 and 100 among 20,000 clustered rows %s", (_, outliers) => {
    const dimension = 512;
    const vectors = clusteredVectors(20_000, dimension, 200, outliers, 1);
    const queries = rowsOf(vectors.slice(0, 10 * dimension), dimension);
    const index = indexOf(vectors.subarray(10 * dimension), { dimension });
    for (const limit of [20, 100]) {
      let returned = 0;
      for (const query of queries) {
        const found = index.search(query, { limit });
        const exact = exactSlots(vectors.subarray(10 * dimension), query, limit);
        expect([...found.slots]).toEqual(expect.arrayContaining(exact));
        returned += found.slots.length;
      }
      // The error bound spares the caller most of the 3 * limit.
      expect(returned / queries.length).toBeLessThan(2.5 * limit);
    }
  });

  it("handles zero vectors and zero queries", () => {
    const index = indexOf(new Float32Array([0, 0, 0, 1, 2, 3, -1, -2, -3]), { dimension: 3 });
    const found = index.search(new Float32Array([1, 2, 3]));
    expect([...found.slots]).toEqual([1, 0, 2]);
    expect(found.scores[1]).toBe(0);
    const nothing = index.search(new Float32Array(3));
    expect([...nothing.slots]).toEqual([0, 1, 2]);
    expect([...nothing.scores]).toEqual([0, 0, 0]);
  });

  it("never returns a deleted row, and takes a new one in its place", () => {
    const dimension = 48;
    const vectors = seededVectors(300, dimension, 5);
    const rows = rowsOf(vectors, dimension);
    const index = indexOf(vectors, { dimension, segmentRows: 128 });
    for (let slot = 0; slot < 300; slot += 3) expect(index.delete(slot)).toBe(true);
    expect(index.delete(0)).toBe(false);
    expect(index.delete(9999)).toBe(false);
    expect(index.size).toBe(200);
    const found = index.search(rows[0]!, { limit: 300 });
    expect(found.slots).toHaveLength(200);
    expect([...found.slots].filter((slot) => slot % 3 === 0)).toEqual([]);
    expect([index.has(0), index.has(1), index.has(300), index.has(-1)]).toEqual([
      false,
      true,
      false,
      false,
    ]);
    index.set(0, rows[0]!);
    index.set(1, rows[0]!);
    expect(index.size).toBe(201);
    expect([...index.search(rows[0]!, { limit: 2 }).slots.subarray(0, 2)]).toEqual([0, 1]);
  });

  it("grows over segment boundaries, also with gaps", () => {
    const dimension = 10;
    const vectors = clusteredVectors(100, dimension, 100, {}, 8);
    const rows = rowsOf(vectors, dimension);
    const index = indexOf(vectors, { dimension, segmentRows: 16 });
    index.set(1001, rows[7]!);
    expect(index.slotEnd).toBe(1002);
    for (const slot of [0, 15, 16, 31, 32, 99]) {
      expect(index.search(rows[slot]!, { limit: 1 }).slots[0]).toBe(slot);
    }
    expect([...index.search(rows[7]!, { limit: 2 }).slots.subarray(0, 2)]).toEqual([7, 1001]);
  });

  it("answers the same after an export and an import, whatever the chunks and segments", () => {
    const chunks = fc.integer({ min: 1, max: 20 }).map((groups) => groups * 4);
    fc.assert(
      fc.property(shape, chunks, chunks, ({ dimension, rows, seed }, chunk, segmentRows) => {
        const vectors = seededVectors(rows, dimension, seed);
        const index = indexOf(vectors, { dimension, segmentRows });
        index.delete(seed % rows);
        const copy = new ScanIndex({ dimension, segmentRows: 64 });
        for (let slot = 0; slot < rows; slot += chunk) {
          const bytes = index.exportRows(slot, Math.min(chunk, rows - slot));
          expect(bytes.length % index.rowBytes).toBe(0);
          copy.importRows(slot, bytes);
        }
        expect(copy.size).toBe(index.size);
        const query = seededVectors(1, dimension, seed + 1);
        expect(copy.search(query)).toEqual(index.search(query));
      }),
    );
  });

  it("imports over what is there", () => {
    const dimension = 5;
    const index = indexOf(seededVectors(8, dimension, 1), { dimension });
    const empty = new ScanIndex({ dimension }).exportRows(0, 4);
    index.importRows(0, empty);
    expect(index.size).toBe(4);
    expect([...index.search(new Float32Array(dimension)).slots]).toEqual([4, 5, 6, 7]);
    index.importRows(0, index.exportRows(4, 4));
    expect(index.size).toBe(8);
  });

  it("says when so many rows score alike that the candidates may not hold the best", () => {
    const dimension = 32;
    const index = new ScanIndex({ dimension });
    const [row] = rowsOf(seededVectors(1, dimension, 3), dimension);
    for (let slot = 0; slot < 100; slot++) index.set(slot, row!);
    const found = index.search(row!, { limit: 5, candidates: 10 });
    expect([...found.slots]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(found.complete).toBe(false);
    expect(index.search(row!, { limit: 5, candidates: 100 }).complete).toBe(true);
  });

  it("looks at the given slots only, and answers as if the others were not there", () => {
    const every = fc.array(fc.boolean(), { minLength: 200, maxLength: 200 });
    fc.assert(
      fc.property(shape, every, fc.integer({ min: 1, max: 30 }), (given, chosen, limit) => {
        const { dimension, rows, seed } = given;
        const vectors = seededVectors(rows, dimension, seed);
        const query = seededVectors(1, dimension, seed + 1);
        const whole = indexOf(vectors, { dimension, segmentRows: 16 });
        const part = indexOf(vectors, { dimension, segmentRows: 16 });
        const slots: number[] = [];
        for (let slot = 0; slot < rows + 20; slot++) {
          // Empty slots, inside and past the end, may be asked for.
          if (slot % 7 === 3) whole.delete(slot);
          if (chosen[slot % 200]) slots.push(slot);
          if (!chosen[slot % 200] || slot % 7 === 3) part.delete(slot);
        }
        expect(whole.search(query, { limit, slots: Int32Array.from(slots) }).slots).toEqual(
          part.search(query, { limit }).slots,
        );
      }),
    );
  });

  it("finds nothing in an empty index", () => {
    const index = new ScanIndex({ dimension: 2 });
    const nothing = index.search(new Float32Array([1, 0]));
    expect([nothing.slots.length, nothing.scores.length, nothing.complete]).toEqual([0, 0, true]);
    index.set(0, new Float32Array([1, 0]));
    index.delete(0);
    expect(index.search(new Float32Array([1, 0])).slots).toHaveLength(0);
  });

  it("refuses what it cannot store, and stays as it was", () => {
    const index = indexOf(new Float32Array([1, 2]), { dimension: 2 });
    expectCode("invalid_input", () => index.set(1, new Float32Array([1])));
    expectCode("invalid_input", () => index.set(0, new Float32Array([1, Number.NaN])));
    expectCode("invalid_input", () =>
      index.set(1, new Float32Array([1, Number.POSITIVE_INFINITY])),
    );
    expectCode("invalid_input", () => index.set(-1, new Float32Array([1, 2])));
    expectCode("invalid_input", () => index.set(0.5, new Float32Array([1, 2])));
    expectCode("invalid_input", () => index.search(new Float32Array(3)));
    expectCode("invalid_input", () => index.search(new Float32Array(2), { limit: 0 }));
    expectCode("invalid_input", () =>
      index.search(new Float32Array([1, 2]), { slots: Int32Array.of(1, 0) }),
    );
    expectCode("invalid_input", () => index.exportRows(2, 4));
    expectCode("invalid_input", () => index.importRows(0, new Uint8Array(7)));
    expectCode("invalid_input", () => new ScanIndex({ dimension: 0 }));
    expectCode("invalid_input", () => new ScanIndex({ dimension: 2, segmentRows: 6 }));
    expect(index.size).toBe(1);
    expect([...index.search(new Float32Array([1, 2])).slots]).toEqual([0]);
  });

  it("is of no use after close", () => {
    const index = indexOf(new Float32Array([1, 2]), { dimension: 2 });
    index.close();
    index.close();
    expect(index.size).toBe(0);
    expectCode("disposed", () => index.search(new Float32Array(2)));
    expectCode("disposed", () => index.set(0, new Float32Array(2)));
  });
});
