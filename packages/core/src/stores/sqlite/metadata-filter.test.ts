import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.js";
import { matchesFilter, type StoreFilter } from "../filter.js";
import type { AttributeValue } from "../image-filter.js";
import type { ImageRecord } from "../image-record.js";
import { Database } from "./database.js";
import { toRecords } from "./metadata-rows.js";
import { MetadataTables } from "./metadata-tables.js";

const text = fc
  .string({ unit: "binary", maxLength: 4 })
  .filter((value) => value.isWellFormed() && !value.includes("\0"));
/**
 * Not with a backslash at the beginning: after `{"a":1,"\\\\":1}`, JSON.parse of Node 24
 * reads the key of `{"a":1,"\\n":1}` as a backslash, too.
 */
const key = fc
  .oneof(fc.constantFrom("a", "a.b", '"', "$", "[0]", "a\\", "é", "\n"), text)
  .filter((name) => !name.startsWith("\\"));
const number = fc.oneof(
  fc.constantFrom(5, 0, -0, 0.1 + 0.2, 1e21, 2 ** 62, 2 ** 53 + 2),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.constantFrom(true, false, null, "5", "true", "null", "", "\u{1f600}", "\uffff"),
  number,
  text,
);
const attributes = fc.dictionary(key, fc.oneof(value, fc.constantFrom({ a: 5 }, [5])), {
  noNullPrototype: true,
  maxKeys: 4,
});
const bounds = <T>(limit: fc.Arbitrary<T>) =>
  fc.record({ gte: limit, lt: limit }, { requiredKeys: [] });
const condition = fc.oneof(
  fc.record({ key, in: fc.array(value, { maxLength: 3 }) }),
  fc.record({ key, bounds: fc.oneof(bounds(number), bounds(text)) }),
);

function record(number: number, own: Record<string, unknown>): ImageRecord {
  return {
    id: `id-${number}`,
    filename: "a.jpg",
    originalUrl: null,
    sourceDomain: null,
    fileSize: 1,
    width: 1,
    height: 1,
    mimeType: "image/jpeg",
    contentHash: `hash-${number}`,
    fingerprint: null,
    pixelHash: null,
    signature: null,
    title: null,
    attributes: own,
    original: "none",
    status: "indexed",
    failure: null,
    createdAt: 1,
    indexedAt: 1,
    sources: [],
    tags: [],
  };
}

const everything: StoreFilter = {
  domains: [],
  folders: [],
  tags: [],
  createdAt: {},
  width: {},
  height: {},
  attributes: [],
};

async function openTables() {
  const database = new Database(join(await temporaryFolder(), "index.sqlite"));
  onTestFinished(() => database.close());
  return { database, tables: new MetadataTables(database) };
}

/** Every key and value of some record is asked for too, so that matches are common. */
const pictures = fc.array(attributes, { minLength: 1, maxLength: 8 }).chain((rows) => {
  const pairs = rows.flatMap((row) =>
    Object.entries(row).filter(([, one]) => typeof one !== "object" || one === null),
  ) as [string, AttributeValue][];
  const known = pairs.map(([of, one]) => fc.constant({ key: of, in: [one] }));
  const conditions = fc.oneof(condition, ...known);
  return fc.tuple(fc.constant(rows), fc.array(conditions, { minLength: 1, maxLength: 2 }));
});

test("attributes are compared as matchesFilter does it, whatever their keys and values", async () => {
  const { tables } = await openTables();
  fc.assert(
    fc.property(pictures, ([rows, conditions]) => {
      const records = rows.map((own, i) => record(i, own));
      tables.drop();
      tables.put(records);
      const filter = { ...everything, attributes: conditions };
      // As they are after a way through the store: -0 becomes 0, as in any JSON.
      const ids = records.map(({ id }) => id);
      const stored = toRecords(tables.get(ids, true), ids.length) as ImageRecord[];
      const expected = stored.filter((one) => matchesFilter(one, filter)).map(({ id }) => id);
      expect(tables.scan({ after: null, pageSize: 100, filter }).ids).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("a tag or domain of most pictures is paged like one of few", async () => {
  const { tables } = await openTables();
  const count = 20_500;
  const records = Array.from({ length: count }, (_, i) => ({
    ...record(i, {}),
    id: `id-${String(i).padStart(5, "0")}`,
    sourceDomain: i % 2 ? "odd.example" : null,
    sources: [{ url: `https://example.org/${i}`, domain: "example.org" }],
    tags: [
      { tag: "all", confidence: 1, origin: "model" as const },
      { tag: "all", confidence: 1, origin: "user" as const },
      ...(i % 5_000 === 7 ? [{ tag: "few", confidence: 1, origin: "user" as const }] : []),
    ],
  }));
  for (let start = 0; start < count; start += 500) tables.put(records.slice(start, start + 500));

  const filters: StoreFilter[] = [
    { ...everything, tags: ["all"] },
    { ...everything, domains: ["example.org", "odd.example"] },
    { ...everything, domains: ["odd.example"] },
    { ...everything, tags: ["all"], domains: ["odd.example"] },
    { ...everything, tags: ["few", "all"], domains: ["example.org", "absent.example"] },
    { ...everything, tags: ["absent", "all"] },
  ];
  for (const filter of filters) {
    const expected = records.filter((one) => matchesFilter(one, filter)).map(({ id }) => id);
    const ids: string[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = tables.scan({ after: after ?? null, pageSize: 4_000, filter });
      ids.push(...page.ids);
      after = page.next;
    }
    expect(ids).toEqual(expected);
  }
});

test("the index of tags holds what image_tags does after pictures were changed and deleted", async () => {
  const { database, tables } = await openTables();
  const tagged = (numbers: readonly number[], ...tags: string[]) =>
    numbers.map((number) => ({
      ...record(number, {}),
      tags: tags.map((tag) => ({ tag, confidence: 1, origin: "user" as const })),
    }));
  const find = (tag: string) =>
    tables.scan({ after: null, pageSize: 9, filter: { ...everything, tags: [tag] } }).ids;

  tables.put(tagged([1, 2, 3], "old", "both"));
  expect(find("old")).toEqual(["id-1", "id-2", "id-3"]);
  tables.put(tagged([1], "new", "both"));
  tables.put(tagged([4], "old"));
  tables.delete(["id-2", "id-4"]);
  tables.put(tagged([4], "new"));
  expect([find("old"), find("new"), find("both")]).toEqual([
    ["id-3"],
    ["id-1", "id-4"],
    ["id-1", "id-3"],
  ]);
  const pairs = (table: string) =>
    database.all(`select tag, image_id from ${table} order by tag, image_id`);
  expect(pairs("tag_index")).toEqual(pairs("image_tags"));
});
