import assert from "node:assert/strict";
import type { MetadataStore } from "@revimg/core";
import { matchesFilter, type StoreFilter } from "@revimg/core";
import { range, sameMembers } from "../checks.js";
import type { ConformanceCase } from "../conformance-case.js";
import { allPages } from "../pages.js";
import { metadataCase } from "./metadata-session.js";
import { sampleRecord, tagOf, webSource } from "./sample-records.js";

const empty: StoreFilter = {
  domains: [],
  folders: [],
  tags: [],
  createdAt: {},
  width: {},
  height: {},
  attributes: [],
};

/** Values that are easily mistaken for each other. `undefined`: the attribute is absent. */
const values = [
  5,
  "5",
  5.5,
  -1,
  0,
  "0",
  true,
  "true",
  false,
  null,
  "null",
  "",
  "Z",
  "a",
  "é",
  "e\u0301",
  "\u{1f600}",
  "\uff5e",
  "it's",
  "100%",
  "100x",
  "a_b",
  "axb",
  undefined,
  {},
  { a: 1 },
  [],
  [5],
  ["a"],
];

const tags = ["dog", "cat", "golden retriever", "100%_", "собака"];
const domains = ["example.org", "a.example.org", "exampleXorg", "a_b.example", "axb.example"];
const folders = ["/a/", "/a/b/", "/a b/", "/a_b/", "/A/", "/ä/%/", "/a/b/c'd/"];
const oddKeys = ["plain", "with.dot", "with 'quote", 'with "two"', "ключ", "$gt", "a\\b", "[0]"];

/** Pictures that differ in everything that a filter can ask for. */
const varied = range(2 * values.length).map((number) => {
  const value = values[number % values.length];
  return sampleRecord(number, {
    width: 100 * (number % 7),
    height: 50 * (number % 5),
    createdAt: 1_700_000_000_000 + 1_000 * (number % 11),
    sourceDomain: number % 3 === 0 ? domains[number % 5]! : null,
    status: number % 4 === 0 ? "pending" : "indexed",
    tags: tags.filter((_, i) => (number >> i) % 2 === 1).map((tag) => tagOf(tag, 0.5)),
    sources: [
      { path: `${folders[number % folders.length]}${number}.jpg` },
      ...(number % 2 === 0 ? [webSource(`${number}`, { domain: domains[(number + 2) % 5]! })] : []),
    ],
    attributes: {
      ...(value !== undefined && { value, [oddKeys[number % oddKeys.length]!]: number % 3 }),
    },
  });
});

/** A scan with each of the filters lists exactly what `matchesFilter` accepts. */
function filterCase(name: string, filters: readonly Partial<StoreFilter>[]) {
  return metadataCase(
    name,
    async (session) => {
      const store = await session.openWith(varied);
      for (const parts of filters) {
        const filter = { ...empty, ...parts };
        const ids = await allPages(20, (after) => store.scan({ after, pageSize: 20, filter }));
        const expected = varied
          .filter((record) => matchesFilter(record, filter))
          .map(({ id }) => id);
        const wrong = [
          ...ids.filter((id) => !expected.includes(id)),
          ...expected.filter((id) => !ids.includes(id)),
        ];
        assert.deepEqual(
          wrong.map((id) => varied.find((record) => record.id === id)),
          [],
          `pictures that a scan should not have listed, or should have, by ${JSON.stringify(parts)}`,
        );
        assert.equal(ids.length, expected.length, "pictures are listed twice");
      }
    },
    ({ filter }) => filter,
  );
}

const attribute = (bounds: { gte?: number; lt?: number } | { gte?: string; lt?: string }) => ({
  attributes: [{ key: "value", bounds }],
});

/** A `scan` with a `StoreFilter` must agree with `matchesFilter`. */
export const metadataFilterCases: ConformanceCase<MetadataStore>[] = [
  filterCase("a scan by an empty filter lists every picture", [{}]),
  filterCase("a scan by domains looks at all sources and the row, for any of them", [
    ...domains.map((domain) => ({ domains: [domain] })),
    { domains: ["example.org", "a_b.example"] },
    { domains: ["nowhere.example"] },
    { domains: ["org"] },
  ]),
  filterCase("a scan by folders lists pictures with a file below one of them", [
    ...folders.map((folder) => ({ folders: [folder] })),
    { folders: ["/a/b/", "/ä/"] },
    { folders: ["/"] },
    { folders: ["/nowhere/"] },
    { folders: ["/a/"], tags: ["dog"] },
  ]),
  filterCase("a scan by tags lists pictures that carry all of them", [
    ...tags.map((tag) => ({ tags: [tag] })),
    { tags: ["dog", "cat"] },
    { tags },
    { tags: ["dog", "dog"] },
    { tags: ["golden"] },
  ]),
  filterCase("a scan by createdAt, width and height keeps gte in and lt out", [
    { createdAt: { gte: 1_700_000_003_000 } },
    { createdAt: { lt: 1_700_000_003_000 } },
    { createdAt: { gte: 1_700_000_002_000, lt: 1_700_000_005_000 } },
    { width: { gte: 300 } },
    { width: { lt: 300 } },
    { width: { gte: 299.5, lt: 300.5 } },
    { height: { gte: 50, lt: 51 } },
    { height: { gte: 200 }, width: { lt: 200 } },
    { width: { gte: 5, lt: 5 } },
  ]),
  filterCase("a scan by an attribute's values tells types apart", [
    ...values
      .filter((value) => value === null || ["string", "number", "boolean"].includes(typeof value))
      .map((value) => ({
        attributes: [{ key: "value", in: [value as string | number | boolean | null] }],
      })),
    { attributes: [{ key: "value", in: [5, "true", null, "é"] }] },
    { attributes: [{ key: "value", in: [] }] },
    { attributes: [{ key: "absent", in: [null] }] },
  ]),
  filterCase("a scan by an attribute's bounds compares numbers as numbers, texts by their bytes", [
    attribute({ gte: 0 }),
    attribute({ lt: 5 }),
    attribute({ gte: -1, lt: 5.5 }),
    attribute({ gte: "" }),
    attribute({ gte: "Z" }),
    attribute({ lt: "a" }),
    attribute({ gte: "a", lt: "é" }),
    // In UTF-16 these two are in the opposite order.
    attribute({ gte: "\uff5e", lt: "\u{1f600}" }),
    attribute({ gte: "\u{1f600}" }),
    attribute({}),
  ]),
  filterCase("a scan by attributes takes keys of any characters", [
    ...oddKeys.map((key) => ({ attributes: [{ key, in: [1, 2] }] })),
    ...oddKeys.map((key) => ({ attributes: [{ key, bounds: { gte: 1 } }] })),
  ]),
  filterCase("a scan by several parts lists pictures for which all hold", [
    { tags: ["dog"], width: { gte: 200 }, domains: ["example.org", "a.example.org"] },
    {
      createdAt: { gte: 1_700_000_002_000 },
      attributes: [
        { key: "value", bounds: {} },
        { key: "plain", in: [0, 1] },
      ],
    },
    { height: { lt: 150 }, attributes: [{ key: "value", bounds: { gte: "" } }], tags: ["cat"] },
  ]),
  metadataCase(
    "a scan by filter and status lists pictures for which both hold",
    async (session) => {
      const store = await session.openWith(varied);
      const filter = { ...empty, tags: ["dog"] };
      const ids = await allPages(5, (after) =>
        store.scan({ after, pageSize: 5, filter, status: "pending" }),
      );
      const expected = varied.filter((record) => record.status === "pending");
      sameMembers(
        ids,
        expected.filter((one) => matchesFilter(one, filter)).map(({ id }) => id),
      );
    },
    ({ filter }) => filter,
  ),
];
