import fc from "fast-check";
import { expect, test } from "vitest";
import type { Engine } from "../../engine/engine.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../../stores/memory/index.js";
import { plainRecord } from "../../testing/plain-record.js";
import { decodeCursor, encodeCursor, maxCursorLength, roundSimilarity } from "../cursor.js";
import type { QueryEvidence } from "./query-evidence.js";
import { findTieredPage } from "./tiered-page.js";

/** A picture that has the query's pixels, or has not. */
interface Picture {
  id: string;
  similarity: number;
  isCopy: boolean;
}

const evidence: QueryEvidence = {
  contentHash: "query",
  pixelHash: "pixels of the query",
  fingerprint: null,
  width: 1,
  height: 1,
  look: null,
  isOfOneColour: false,
  isPartial: false,
};

async function engineOf(pictures: readonly Picture[]): Promise<Engine> {
  const [metadata, vectors] = [memoryMetadata(), memoryVectors()];
  await metadata.open({ collection: "test" });
  await vectors.open({ space: "test", dimension: 2 });
  await metadata.put(
    pictures.map(({ id, isCopy }) => ({
      ...plainRecord(id),
      pixelHash: isCopy ? evidence.pixelHash : null,
    })),
  );
  await vectors.upsert(
    pictures.map(({ id, similarity }) => ({
      id,
      vector: Float32Array.of(similarity, Math.sqrt(1 - similarity ** 2)),
    })),
  );
  return { metadata, vectors, blobs: memoryBlobs() } as unknown as Engine;
}

interface Question {
  /** Of one page after the other, the last of them for all that follow. */
  limits: number[];
  minSimilarity: number;
}

async function pagesOf(
  engine: Engine,
  { limits, minSimilarity }: Question,
  between: (shown: readonly string[]) => Promise<unknown> = async () => {},
) {
  const pages: { id: string; tier: string }[][] = [];
  for (let cursor: string | null = null; ; ) {
    const { found, next } = await findTieredPage(
      engine,
      { vector: Float32Array.of(1, 0), evidence },
      {
        limit: limits[Math.min(pages.length, limits.length - 1)]!,
        minSimilarity,
        after: cursor === null ? null : decodeCursor(cursor),
        filter: undefined,
        excluded: new Set(),
        ahead: 0,
        signal: undefined,
      },
    );
    pages.push(found.map(({ record, tier }) => ({ id: record.id, tier })));
    if (next === null) return pages;
    cursor = encodeCursor({ ...next, cut: 0.5 });
    expect(cursor.length).toBeLessThanOrEqual(maxCursorLength);
    await between(pages.flat().map(({ id }) => id));
  }
}

/** What the interface promises, in the plainest way. */
function expectedOrder(pictures: readonly Picture[], minSimilarity: number) {
  const byNearness = pictures
    .map((picture) => ({ ...picture, similarity: roundSimilarity(picture.similarity) }))
    .filter(({ similarity }) => similarity >= minSimilarity)
    .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1));
  const first = byNearness.slice(0, 50).filter(({ isCopy }) => isCopy);
  const others = byNearness.filter((picture) => !first.includes(picture));
  return [...first, ...others]
    .slice(0, 1_000)
    .map(({ id, isCopy }) => ({ id, tier: isCopy ? "exact" : "similar" }));
}

const pictures = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 0, max: 999 }).map((number) => String(number).padStart(3, "0")),
      // Few values, so that many tie.
      similarity: fc.integer({ min: -8, max: 8 }).map((step) => step / 10),
      isCopy: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
    }),
    { selector: ({ id }) => id, maxLength: 300, size: "max" },
  )
  .filter(({ length }) => length > 0);

const limits = fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 6 });

test("copies come first, once, and all others follow by similarity over all pages", async () => {
  await fc.assert(
    fc.asyncProperty(
      pictures,
      limits,
      fc.constantFrom(-1, 0, 0.25),
      async (given, limits, minSimilarity) => {
        const pages = await pagesOf(await engineOf(given), { limits, minSimilarity });
        expect(pages.flat()).toEqual(expectedOrder(given, minSimilarity));
        for (const [i, page] of pages.slice(0, -1).entries()) {
          expect(page).toHaveLength(limits[Math.min(i, limits.length - 1)]!);
        }
      },
    ),
    { numRuns: 40 },
  );
});

/** Id number `i` as those of an index are. */
const uuid = (i: number) => `${String(i).padStart(8, "0")}-0000-5000-8000-000000000000`;

/** A stranger that is nearest, then 49 copies, which all tie, as do 200 more of them behind. */
const manyCopies = Array.from({ length: 250 }, (_, i) => ({
  id: uuid(i),
  similarity: i === 0 ? 0.9 : 0.8,
  isCopy: i !== 0,
}));

test("as many copies as there can be are walked through by every limit", async () => {
  const engine = await engineOf(manyCopies);
  for (let limit = 1; limit <= 50; limit++) {
    const pages = await pagesOf(engine, { limits: [limit], minSimilarity: -1 });
    expect(pages.flat(), String(limit)).toEqual(expectedOrder(manyCopies, -1));
  }
});

test("a copy beyond the 50 nearest keeps its place, and is told all the same", async () => {
  const given = Array.from({ length: 130 }, (_, i) => ({
    id: String(i).padStart(3, "0"),
    similarity: 0.9 - i / 1_000,
    isCopy: i === 40 || i === 60,
  }));
  const engine = await engineOf(given);
  const [first, ...others] = await pagesOf(engine, { limits: [10], minSimilarity: -1 });
  expect(first![0]).toEqual({ id: "040", tier: "exact" });
  const place = others.flat().findIndex(({ tier }) => tier === "exact");
  expect(others.flat()[place]?.id).toBe("060");
});

test("a copy that is not told any more, as the rows changed, is not shown again", async () => {
  const given = manyCopies.slice(0, 60);
  const engine = await engineOf(given);
  const pages = await pagesOf(engine, { limits: [7], minSimilarity: -1 }, () =>
    engine.metadata.put(given.map(({ id }) => ({ ...plainRecord(id), pixelHash: null }))),
  );
  expect(pages.flat().map(({ id }) => id)).toEqual(expectedOrder(given, -1).map(({ id }) => id));
});

test("nothing is shown twice when pictures come and go between the pages", async () => {
  const given = manyCopies.slice(0, 120).map((picture, i) => ({ ...picture, isCopy: i % 3 > 0 }));
  for (const limit of [3, 10, 40]) {
    const engine = await engineOf(given);
    let next = 1_000;
    const pages = await pagesOf(engine, { limits: [limit], minSimilarity: -1 }, async (shown) => {
      // One that is nearer than all, and one among those that tie; one of each page is gone.
      for (const similarity of [0.95, 0.8]) {
        const id = uuid(next++);
        await engine.metadata.put([{ ...plainRecord(id), pixelHash: evidence.pixelHash }]);
        const vector = Float32Array.of(similarity, Math.sqrt(1 - similarity ** 2));
        await engine.vectors.upsert([{ id, vector }]);
      }
      await engine.metadata.delete([shown.at(-2)!]);
      await engine.vectors.delete([shown.at(-2)!]);
    });
    const ids = pages.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set([...ids, ...given.map(({ id }) => id)]));
  }
});
