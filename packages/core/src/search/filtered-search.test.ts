import { expect, test } from "vitest";
import type { IndexItem } from "../api/indexing.js";
import type { ImageFilter } from "../stores/image-filter.js";
import { memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { indexAll, openIndex } from "../testing/open-index.js";
import { picture } from "../testing/temporary.js";

/** Thirty pictures; every third is of shop.example, every fifth is tagged red, and their numbers are attributes. */
async function items(): Promise<IndexItem[]> {
  return Promise.all(
    Array.from({ length: 30 }, async (_, i) => ({
      bytes: await picture(i, { width: 100 + i, height: 80 }),
      filename: `${i}.jpg`,
      sourceUrl: `https://${i % 3 === 0 ? "www.shop.example" : "other.example"}/${i}.jpg`,
      tags: i % 5 === 0 ? ["Red", "all"] : ["all"],
      attributes: { number: i, name: `n${i}` },
    })),
  );
}

const numbers = (names: readonly { filename: string }[]) =>
  names.map(({ filename }) => Number.parseInt(filename, 10)).sort((a, b) => a - b);

const cases: [string, ImageFilter, (i: number) => boolean][] = [
  ["one domain", { domain: "shop.example" }, (i) => i % 3 === 0],
  ["either of two domains", { domain: ["www.shop.example", "other.example"] }, () => true],
  ["a tag, in any case", { tags: ["RED"] }, (i) => i % 5 === 0],
  ["two tags", { tags: ["red", "all"] }, (i) => i % 5 === 0],
  ["a width", { width: 104 }, (i) => i === 4],
  ["a range of widths", { width: { gte: 110, lt: 120 } }, (i) => i >= 10 && i < 20],
  ["an attribute", { attributes: { name: "n7" } }, (i) => i === 7],
  ["an attribute's range", { attributes: { number: { gte: 25 } } }, (i) => i >= 25],
  [
    "one of several values",
    { attributes: { number: { in: [1, 2, 99] } } },
    (i) => i === 1 || i === 2,
  ],
  ["another type of value", { attributes: { number: "7" } }, () => false],
  ["two parts", { domain: "shop.example", tags: ["red"] }, (i) => i % 15 === 0],
  ["a time to come", { createdAt: { gte: new Date(Date.now() + 86_400_000) } }, () => false],
];

test.each([
  ["the embedded stores", {}],
  [
    "a vector store that can't filter and rows that can't be filtered where they lie",
    {
      vectors: () => ({
        ...memoryVectors(),
        capabilities: { ...memoryVectors().capabilities, filter: "none" as const },
      }),
      metadata: () => ({
        ...memoryMetadata(),
        capabilities: { ...memoryMetadata().capabilities, filter: false },
      }),
    },
  ],
])("filters with %s", async (_, stores) => {
  const revimg = await openIndex(stores);
  await indexAll(revimg, await items());
  const image = await picture(3, { width: 103, height: 80 });
  for (const [name, filter, matches] of cases) {
    const found = await revimg.search({ image, filter, limit: 100 });
    const wanted = Array.from({ length: 30 }, (_, i) => i).filter(matches);
    expect(numbers(found.matches), name).toEqual(wanted);
    expect(found).toMatchObject({ nextCursor: null, truncated: false });
  }
});

test("pages of a filtered search follow each other without a gap or a repeat", async () => {
  const revimg = await openIndex();
  await indexAll(revimg, await items());
  const image = await picture(3);
  const filter = { domain: "other.example" };
  const all = (await revimg.search({ image, filter, limit: 100 })).matches.map(({ id }) => id);
  const paged: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await revimg.search({ image, filter, limit: 6, ...(cursor && { cursor }) });
    paged.push(...page.matches.map(({ id }) => id));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  expect(all).toHaveLength(20);
  expect(paged).toEqual(all);
});

test.each([
  ["an unknown part", { colour: "red" }, "filter.colour"],
  ["a domain that is no text", { domain: 5 }, "filter.domain"],
  ["a bound of another name", { width: { gt: 5 } }, "filter.width.gt"],
  ["a time that is none", { createdAt: { gte: "soon" } }, "filter.createdAt.gte"],
  ["bounds of two types", { attributes: { a: { gte: 1, lt: "z" } } }, "filter.attributes.a"],
])("%s is refused by its name", async (_, filter, option) => {
  const revimg = await openIndex();
  const call = revimg.search({ image: await picture(1), filter: filter as ImageFilter });
  await expect(call).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining(option),
  });
});
