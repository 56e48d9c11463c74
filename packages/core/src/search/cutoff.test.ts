import sharp from "sharp";
import { expect, test } from "vitest";
import type { SearchQuery } from "../api/search-query.js";
import { memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { indexAll, openIndex } from "../testing/open-index.js";
import { plainRecord } from "../testing/plain-record.js";
import { picture } from "../testing/temporary.js";
import { expectedMaximum } from "./cutoff.js";

/** An index of pictures at these cosines to the query. */
async function indexOf(cosines: readonly number[]) {
  const [vectors, metadata] = [memoryVectors(), memoryMetadata()];
  const revimg = await openIndex({ vectors, metadata });
  const add = async (prefix: string, cosines: readonly number[]) => {
    const ids = cosines.map((_, i) => `${prefix}${i}`);
    await vectors.upsert(ids.map((id, i) => ({ id, vector: atCosine(cosines[i]!) })));
    await metadata.put(ids.map((id) => plainRecord(id)));
    return ids;
  };
  const ids = await add("", cosines);
  const query = { vector: atCosine(1), model: revimg.model.id } satisfies SearchQuery;
  return { revimg, ids, query, add };
}

/** A vector at this cosine to the first axis. */
function atCosine(cosine: number): Float32Array {
  const vector = new Float32Array(512);
  vector[0] = cosine;
  vector[1] = Math.sqrt(1 - cosine ** 2);
  return vector;
}

/** Strangers, spread like normal values between the quantiles of a normal distribution. */
function strangers(count: number, mean: number, deviation: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const at = (i + 0.5) / count;
    // Tukey's lambda distribution with 0.14 is nearly normal.
    return mean + (deviation * (at ** 0.14 - (1 - at) ** 0.14)) / 0.1975;
  });
}

test("what stands out is kept, wherever the strangers lie", async () => {
  for (const [mean, deviation] of [
    [0.1, 0.05],
    [0.6, 0.05],
    [0.2, 0.01],
  ] as const) {
    const near = [mean + 5 * deviation, mean + 6 * deviation];
    const { revimg, ids, query } = await indexOf([...strangers(58, mean, deviation), ...near]);
    const { matches, minSimilarity } = await revimg.search({ ...query, cutoff: "auto", limit: 60 });
    expect(matches.map(({ id }) => id)).toEqual([ids[59], ids[58]]);
    expect(minSimilarity).toBeGreaterThan(mean + 2 * deviation);
    expect((await revimg.search({ ...query, limit: 60 })).matches).toHaveLength(60);
  }
});

test("where nothing stands out next to nothing is kept", async () => {
  const { revimg, query } = await indexOf(strangers(60, 0.3, 0.1));
  const { matches, truncated, nextCursor } = await revimg.search({ ...query, cutoff: "auto" });
  expect(matches.length).toBeLessThanOrEqual(1);
  expect({ truncated, nextCursor }).toEqual({ truncated: false, nextCursor: null });
});

test("a number is one of standard deviations", async () => {
  const cosines = strangers(60, 0.3, 0.1);
  const { revimg, query } = await indexOf(cosines);
  const mean = cosines.reduce((sum, value) => sum + value) / 60;
  const deviation = Math.sqrt(cosines.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 60);
  for (const cutoff of [0.5, 1, 1.5, 2]) {
    const least = mean + cutoff * deviation;
    const found = await revimg.search({ ...query, cutoff, limit: 60 });
    expect(found.minSimilarity).toBeCloseTo(least, 4);
    expect(found.matches).toHaveLength(cosines.filter((cosine) => cosine > least).length);
    const higher = await revimg.search({ ...query, cutoff, minSimilarity: 0.55 });
    expect(higher.minSimilarity).toBe(Math.max(0.55, found.minSimilarity!));
  }
});

test("of so few pictures that none can stand out, all are kept", async () => {
  const { revimg, query, add } = await indexOf([0.95, 0.1, 0.1, 0.1]);
  const { matches, minSimilarity } = await revimg.search({ ...query, cutoff: 2 });
  expect({ count: matches.length, minSimilarity }).toEqual({ count: 4, minSimilarity: null });
  await add("more", [0.1, 0.1, 0.1, 0.1]);
  expect((await revimg.search({ ...query, cutoff: 2 })).matches).toHaveLength(1);
});

test("every page has the cut of the first, though the collection changes", async () => {
  const { revimg, query, add } = await indexOf(strangers(60, 0.3, 0.1));
  const asked = { ...query, cutoff: 0.5 };
  const all = (await revimg.search({ ...asked, limit: 60 })).matches.map(({ id }) => id);
  const first = await revimg.search({ ...asked, limit: 4 });
  const paged = first.matches.map(({ id }) => id);
  // Strangers of another kind, which would move the cut.
  await add("more", strangers(100, 0.8, 0.02));
  expect((await revimg.search(asked)).minSimilarity).toBeGreaterThan(first.minSimilarity!);
  for (let cursor = first.nextCursor; cursor !== null; ) {
    const page = await revimg.search({ ...asked, limit: 4, cursor });
    expect(page.minSimilarity).toBe(first.minSimilarity);
    paged.push(...page.matches.map(({ id }) => id));
    cursor = page.nextCursor;
  }
  expect(paged.filter((id) => all.includes(id))).toEqual(all);
});

/** A PNG of a colour, or of what changes from one to another, with a drawing on it. */
function ground([from, to = from]: readonly string[], drawing = ""): Promise<Buffer> {
  const stops = `<stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/>`;
  const gradient = `<linearGradient id="g" x2="1" y2="1">${stops}</linearGradient>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150">${gradient}<rect width="200" height="150" fill="url(#g)"/>${drawing}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Pictures with much to see: rings of many colours, each in another place. */
function drawings(): Promise<Buffer>[] {
  return Array.from({ length: 32 }, (_, i) => {
    const rings = Array.from({ length: 9 }, (_, ring) => {
      const [x, y] = [(i * 37 + ring * 71) % 200, (i * 53 + ring * 29) % 150];
      const colour = `hsl(${(i * 47 + ring * 83) % 360} 80% ${30 + ((i + ring) % 5) * 12}%)`;
      return `<circle cx="${x}" cy="${y}" r="${8 + ((i * ring) % 30)}" fill="none" stroke="${colour}" stroke-width="${3 + (i % 7)}"/>`;
    });
    return ground([`hsl(${i * 31} 40% 50%)`], rings.join(""));
  });
}

async function openPictures(pictures: readonly Promise<Buffer>[]) {
  const revimg = await openIndex({ tags: false });
  const items = (await Promise.all(pictures)).map((bytes) => ({ bytes }));
  await indexAll(revimg, items);
  return revimg;
}

test("nothing stands out for a query that shows nothing, though some pictures are soft", async () => {
  const sun = `<circle cx="140" cy="50" r="24" fill="#fff4"/><path d="M0 150L70 90 130 150z" fill="#2228"/>`;
  const soft = [["#ffd0e0"], ["#7020c0"], ["#203080", "#6080f0"], ["#a0a0a0"]];
  const revimg = await openPictures([
    ...drawings(),
    ...soft.map((colours) => ground(colours, sun)),
  ]);
  for (const colours of [
    ...[["#808080"], ["#8a2be2"], ["#ee82ee"], ["#ffffff"], ["#0000ff"], ["#f5deb3"]],
    ...[
      ["#000000", "#ffffff"],
      ["#8a2be2", "#ffd700"],
      ["#87ceeb", "#ffffff"],
    ],
  ]) {
    const image = await ground(colours);
    const { matches, nextCursor } = await revimg.search({ image, cutoff: "auto" });
    expect(matches, colours.join()).toEqual([]);
    expect(nextCursor).toBeNull();
    expect((await revimg.search({ image })).matches).toHaveLength(20);
  }
  const image = await sharp(await ground(soft[2]!, sun))
    .jpeg({ quality: 40 })
    .toBuffer();
  const [found] = (await revimg.search({ image, cutoff: "auto" })).matches;
  expect(found?.similarity).toBeGreaterThan(0.9);
});

test("plain pictures are alike if their colours are", async () => {
  const revimg = await openPictures([...drawings(), ground(["#fafaf8"]), ground(["#8a2be2"])]);
  for (const [colour, near] of [
    ["#ffffff", "#fafaf8"],
    ["#8428da", "#8a2be2"],
  ] as const) {
    const [match, ...others] = (
      await revimg.search({ image: await ground([colour]), cutoff: "auto" })
    ).matches;
    const wanted = await revimg.search({ image: await ground([near]), limit: 1 });
    expect(match?.id).toBe(wanted.matches[0]!.id);
    expect(others).toEqual([]);
  }
});

test("few pictures are all shown", async () => {
  const { revimg, query } = await indexOf(strangers(20, 0.3, 0.1));
  expect(await revimg.search({ ...query, cutoff: "auto" })).toMatchObject({
    matches: { length: 20 },
    minSimilarity: null,
  });
});

test("an empty index has nothing to cut", async () => {
  const revimg = await openIndex();
  expect(await revimg.search({ image: await picture(1), cutoff: "auto" })).toEqual({
    ...{ keywords: [], matches: [], nextCursor: null, minSimilarity: null, truncated: false },
  });
});

test("what is no cutoff is refused", async () => {
  const { revimg, query } = await indexOf([]);
  for (const cutoff of ["often", 0, -1, 21, Number.NaN, true, null]) {
    await expect(revimg.search({ ...query, cutoff } as SearchQuery)).rejects.toMatchObject({
      code: "invalid_input",
      details: { option: "cutoff" },
    });
  }
});

test.each([
  // The quantile 1 - 1/n of the normal distribution.
  [100, 2.326],
  [1_000, 3.09],
  [10_000, 3.719],
  [1_000_000, 4.753],
])("one of %i normal values is expected above %f deviations", (count, quantile) => {
  expect(expectedMaximum(count)).toBeGreaterThan(quantile);
  expect(expectedMaximum(count)).toBeLessThan(quantile + 0.05);
});
