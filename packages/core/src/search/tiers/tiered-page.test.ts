import fc from "fast-check";
import { expect, test } from "vitest";
import type { Engine } from "../../engine.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../../memory/index.js";
import { plainRecord } from "../../testing/plain-record.js";
import { roundSimilarity } from "../cursor.js";
import type { QueryEvidence } from "./query-evidence.js";
import { decodeTieredCursor } from "./tiered-cursor.js";
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
  frame: null,
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
  limit: number;
  minSimilarity: number;
}

async function pagesOf(engine: Engine, { limit, minSimilarity }: Question) {
  const pages: { id: string; tier: string }[][] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await findTieredPage(
      engine,
      { vector: Float32Array.of(1, 0), evidence },
      {
        limit,
        minSimilarity,
        after: cursor === null ? null : decodeTieredCursor(cursor),
        filter: undefined,
        excluded: new Set(),
        ahead: 0,
        signal: undefined,
      },
    );
    pages.push(page.found.map(({ record, tier }) => ({ id: record.id, tier })));
    if (page.nextCursor === null) return pages;
    cursor = page.nextCursor;
  }
}

/** What the interface promises, in the plainest way. */
function expectedOrder(pictures: readonly Picture[], { limit, minSimilarity }: Question) {
  const byNearness = pictures
    .map((picture) => ({ ...picture, similarity: roundSimilarity(picture.similarity) }))
    .filter(({ similarity }) => similarity >= minSimilarity)
    .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1));
  const candidates = byNearness.slice(0, Math.max(50, limit));
  const first = candidates.filter(({ isCopy }) => isCopy).slice(0, Math.min(limit, 20));
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

test("copies come first, once, and all others follow by similarity over all pages", async () => {
  await fc.assert(
    fc.asyncProperty(
      pictures,
      fc.integer({ min: 1, max: 150 }),
      fc.constantFrom(-1, 0, 0.25),
      async (given, limit, minSimilarity) => {
        const question = { limit, minSimilarity };
        const pages = await pagesOf(await engineOf(given), question);
        expect(pages.flat()).toEqual(expectedOrder(given, question));
        for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
      },
    ),
    { numRuns: 40 },
  );
});

test("a copy beyond the 50 nearest keeps its place, and is told all the same", async () => {
  const given = Array.from({ length: 130 }, (_, i) => ({
    id: String(i).padStart(3, "0"),
    similarity: 0.9 - i / 1_000,
    isCopy: i === 40 || i === 60,
  }));
  const [first, ...others] = await pagesOf(await engineOf(given), { limit: 10, minSimilarity: -1 });
  expect(first![0]).toEqual({ id: "040", tier: "exact" });
  const place = others.flat().findIndex(({ tier }) => tier === "exact");
  expect(others.flat()[place]?.id).toBe("060");
});

test("a cursor that no search answered is refused", () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  for (const cursor of [
    "nonsense",
    encode({ place: 1, promoted: [] }),
    encode({ place: encode([0.5, "a", 1]), promoted: [1] }),
    encode({ place: encode([0.5, "a", 0]), promoted: ["a"] }),
  ]) {
    expect(() => decodeTieredCursor(cursor)).toThrow(
      expect.objectContaining({ code: "invalid_input" }),
    );
  }
});
