import { channel, tracingChannel } from "node:diagnostics_channel";
import sharp from "sharp";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import type { RevimgOptions } from "../api/options.js";
import type { Revimg } from "../api/revimg.js";
import type { SearchQuery } from "../api/search-query.js";
import { createRevimg } from "../open/create-revimg.js";
import {
  createMemory,
  memoryBlobs,
  memoryMetadata,
  memoryVectors,
} from "../stores/memory/index.js";
import { indexAll, openIndex } from "../testing/open-index.js";
import { picture } from "../testing/temporary.js";

let pictures: Uint8Array[];
beforeAll(async () => {
  pictures = await Promise.all(Array.from({ length: 20 }, (_, i) => picture(i)));
});

async function filled(options: RevimgOptions = {}): Promise<Revimg> {
  const revimg = await openIndex(options);
  await indexAll(
    revimg,
    pictures.map((bytes, i) => ({ bytes, filename: `${i}.jpg`, tags: [`group ${i % 3}`] })),
  );
  return revimg;
}

const cacheOf = async (revimg: Revimg) => (await revimg.stats()).cache;

/** Pictures that go through the model from now on, by the model's own trace. An index's first search also asks it for an empty one. */
function countModelRuns() {
  let runs = 0;
  const subscriber = {
    start: (message: object) => {
      runs += (message as { count: number }).count;
    },
    end() {},
    asyncStart() {},
    asyncEnd() {},
    error() {},
  };
  const embed = tracingChannel("revimg:embed");
  embed.subscribe(subscriber);
  onTestFinished(() => embed.unsubscribe(subscriber));
  return () => runs;
}

test("fifty equal searches at once run the model once", async () => {
  const revimg = await filled();
  await revimg.search({ image: pictures[0]! });
  const runs = countModelRuns();
  const copy = await sharp(pictures[7]).resize(90).jpeg().toBuffer();
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => revimg.search({ image: new Uint8Array(copy), limit: 5 })),
  );
  expect(runs()).toBe(1);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await cacheOf(revimg)).toMatchObject({
    results: { hits: 0, shared: 49, misses: 2 },
    embeddings: { hits: 0, shared: 0, misses: 2 },
    entries: 4,
  });
  // And so do fifty that differ in what is asked of the same picture.
  await Promise.all(
    Array.from({ length: 39 }, (_, i) => revimg.search({ image: copy, limit: i + 1 })),
  );
  expect(runs()).toBe(1);
});

test("one that gives up does not take the others with it", async () => {
  const revimg = await filled();
  const controller = new AbortController();
  const reason = new Error("gone");
  const image = pictures[3]!;
  const first = revimg.search({ image }, { signal: controller.signal });
  const others = [revimg.search({ image }), revimg.search({ image })];
  controller.abort(reason);
  await expect(first).rejects.toBe(reason);
  for (const { matches } of await Promise.all(others)) expect(matches[0]?.tier).toBe("exact");
});

test("a search from the cache equals one without", async () => {
  const memory = createMemory();
  const stores = () => ({
    vectors: memoryVectors({ memory }),
    metadata: memoryMetadata({ memory }),
    blobs: memoryBlobs({ memory }),
  });
  const cached = await filled(stores());
  const plain = await openIndex({ ...stores(), cache: false });
  const { matches } = await plain.search({ image: pictures[0]!, limit: 20 });
  const region = { x: 10, y: 10, width: 60, height: 50 };
  const queries: SearchQuery[] = [
    { image: pictures[1]! },
    { image: pictures[1]!, limit: 3 },
    { image: pictures[1]!, minSimilarity: 0.5 },
    { image: pictures[1]!, cutoff: "auto" },
    { image: pictures[1]!, cutoff: 1 },
    { image: pictures[1]!, filter: { tags: "group 1" } },
    { image: pictures[1]!, region },
    { image: pictures[1]!, region: { ...region, x: 11 } },
    { id: matches[2]!.id },
    { id: matches[2]!.id, region },
    { query: [{ image: pictures[1]! }, { image: pictures[2]!, weight: 0.5 }] },
    { query: [{ image: pictures[1]! }, { image: pictures[2]!, weight: 0.6 }] },
    { image: pictures[1]!, negative: { image: pictures[2]! } },
  ];
  const expected = [];
  for (const query of queries) expected.push(await plain.search(query));
  for (const round of ["first", "from the cache"]) {
    for (const [i, query] of queries.entries()) {
      expect(await cached.search(query), `${round}: ${i}`).toEqual(expected[i]);
    }
  }
  const { results } = await cacheOf(cached);
  expect(results).toEqual({ hits: queries.length, shared: 0, misses: queries.length });
  expect(await cacheOf(plain)).toMatchObject({
    results: { hits: 0, shared: 0 },
    entries: 0,
    bytes: 0,
  });
});

test("what a caller does to an answer is not in the next one", async () => {
  const revimg = await filled();
  const query = { image: pictures[1]!, limit: 3 };
  const first = await revimg.search(query);
  const before = structuredClone(first);
  first.matches[0]!.tags.length = 0;
  first.matches.length = 1;
  const vector = await revimg.embedImage(pictures[1]!);
  vector.fill(0);
  expect(await revimg.search(query)).toEqual(before);
  expect((await revimg.embedImage(pictures[1]!)).some((value) => value !== 0)).toBe(true);
});

test("a change of the index is in the next search, also one by another process", async () => {
  const memory = createMemory();
  const open = async () =>
    openIndex({
      vectors: memoryVectors({ memory }),
      metadata: memoryMetadata({ memory }),
      blobs: memoryBlobs({ memory }),
    });
  const [here, elsewhere] = [await open(), await open()];
  await indexAll(here, [{ bytes: pictures[0]! }, { bytes: pictures[1]! }]);
  const query = { image: pictures[5]! };
  const found = async () => (await here.search(query)).matches.map(({ similarity }) => similarity);
  expect(await found()).toHaveLength(2);
  await indexAll(elsewhere, [{ bytes: pictures[5]! }]);
  expect(await found()).toEqual([1, expect.any(Number), expect.any(Number)]);
  const [match] = (await elsewhere.search(query)).matches;
  await elsewhere.delete([match!.id]);
  expect(await found()).toHaveLength(2);
  // Each time the picture was known already.
  expect((await cacheOf(here)).embeddings).toEqual({ hits: 2, shared: 0, misses: 1 });
});

test("a failure is not kept", async () => {
  const revimg = await filled();
  const image = new Uint8Array([1, 2, 3]);
  for (let i = 0; i < 2; i++) {
    await expect(revimg.search({ image })).rejects.toMatchObject({ code: "image_decode_failed" });
  }
  expect(await cacheOf(revimg)).toMatchObject({ embeddings: { misses: 2 }, entries: 0 });
});

test("what is kept stays within its bounds", async () => {
  const few = await filled({ cache: { maxEntries: 6 } });
  for (const image of pictures) await few.search({ image, limit: 2 });
  expect((await cacheOf(few)).entries).toBe(6);
  await few.search({ image: pictures.at(-1)!, limit: 2 });
  await few.search({ image: pictures[0]!, limit: 2 });
  expect((await cacheOf(few)).results).toEqual({ hits: 1, shared: 0, misses: pictures.length + 1 });

  const maxBytes = 20_000;
  const small = await filled({ cache: { maxBytes } });
  for (const image of pictures) await small.search({ image, limit: 5 });
  const { bytes, entries } = await cacheOf(small);
  expect(bytes).toBeLessThanOrEqual(maxBytes);
  expect(entries).toBeGreaterThan(1);
});

test("results of a store that shows writes late are not kept, vectors are", async () => {
  const plain = memoryVectors();
  const capabilities = { ...plain.capabilities, consistency: "eventual" as const };
  const revimg = await filled({ vectors: { ...plain, capabilities } });
  for (let i = 0; i < 3; i++) await revimg.search({ image: pictures[2]! });
  expect(await cacheOf(revimg)).toMatchObject({
    results: { hits: 0, shared: 0, misses: 0 },
    embeddings: { hits: 2, shared: 0, misses: 1 },
  });
});

test("each look is published", async () => {
  const revimg = await filled();
  const looks: unknown[] = [];
  const listener = (message: unknown) => looks.push(message);
  channel("revimg:cache").subscribe(listener);
  onTestFinished(() => {
    channel("revimg:cache").unsubscribe(listener);
  });
  for (const limit of [1, 1, 2]) await revimg.search({ image: pictures[2]!, limit });
  expect(looks).toEqual([
    { kind: "results", outcome: "misses" },
    { kind: "embeddings", outcome: "misses" },
    { kind: "results", outcome: "hits" },
    { kind: "results", outcome: "misses" },
    { kind: "embeddings", outcome: "hits" },
  ]);
});

test("an index can be closed while a search that nobody waits for is under way", async () => {
  const revimg = await filled();
  const controller = new AbortController();
  const search = revimg.search({ image: await picture(99) }, { signal: controller.signal });
  const rejected = expect(search).rejects.toThrow("gone");
  controller.abort(new Error("gone"));
  await revimg.close();
  await rejected;
});

test.each([
  ["cache.maxEntries", { maxEntries: 0 }],
  ["cache.maxBytes", { maxBytes: 1.5 }],
  ["cache.size", { size: 5 }],
  ["cache", "big"],
])("%s is checked", async (option, cache) => {
  const call = createRevimg({ model: "mini", cache } as RevimgOptions);
  await expect(call).rejects.toMatchObject({ code: "invalid_config", details: { option } });
});
