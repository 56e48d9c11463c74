import { useService, whyNoService } from "@revimg/testing/services";
import { expect, onTestFinished, test } from "vitest";
import { chroma } from "../chroma.js";
import { clusteredVectors } from "../shared/testing/clustered-vectors.js";

const count = 4_000;
const dimension = 512;
const service = await useService("chroma");

function nearestIds(
  vectors: readonly Float32Array[],
  query: Float32Array,
  among: readonly number[],
  topK: number,
): string[] {
  return among
    .map((i) => ({ i, score: query.reduce((sum, value, j) => sum + value * vectors[i]![j]!, 0) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, topK)
    .map(({ i }) => `${i}`);
}

test("of 4,000 vectors of 512 dimensions recall@20 is at least 0.99, and 1 among given ids", async ({
  skip,
}) => {
  if (!service) return skip(whyNoService("chroma") ?? "");
  const store = chroma({ url: service.url });
  onTestFinished(async () => {
    await store.drop("recall");
    await store.close();
  });
  await store.open({ space: "recall", dimension });
  const vectors = clusteredVectors(count + 30, dimension);
  const numbers = Array.from({ length: count }, (_, i) => i);
  for (let start = 0; start < count; start += 1_000) {
    const part = numbers.slice(start, start + 1_000);
    await store.upsert(part.map((i) => ({ id: `${i}`, vector: vectors[i]! })));
  }
  const found = { all: 0, among: 0 };
  const queries = vectors.slice(count);
  for (const [number, vector] of queries.entries()) {
    const some = numbers.filter((i) => i % 30 === number % 7);
    for (const [kind, among] of [
      ["all", numbers],
      ["among", some],
    ] as const) {
      const right = new Set(nearestIds(vectors, vector, among, 20));
      const ids = kind === "among" ? { ids: among.map(String) } : {};
      const hits = await store.query({ vector, topK: 20, ...ids });
      found[kind] += hits.filter(({ id }) => right.has(id)).length;
    }
    const every = await store.query({ vector, topK: some.length, ids: some.map(String) });
    expect(every).toHaveLength(some.length);
  }
  expect(found.all / (20 * queries.length)).toBeGreaterThanOrEqual(0.99);
  expect(found.among / (20 * queries.length)).toBe(1);
});
