import type {
  AttributeCondition,
  AttributeValue,
  Bounds,
  ImageRecord,
  ImageSource,
  ImageStatus,
  StoreFilter,
} from "@revimg/core";
import fc from "fast-check";
import { range } from "../checks.js";
import { hashOf, sampleRecord, tagOf } from "../metadata/sample-records.js";
import { oneOrMoreOf, storableText } from "./oracle-run.js";

/** One step of a sequence. Pictures are named by their number (see `idOf`). */
export type MetadataCall =
  | { type: "put"; records: ImageRecord[] }
  | { type: "delete"; numbers: number[] }
  | { type: "setStatus"; numbers: number[]; status: ImageStatus }
  | { type: "removeSource"; number: number; source: ImageSource }
  | { type: "get"; numbers: number[]; signatures: boolean }
  | { type: "signatures"; numbers: number[] }
  | { type: "findByHash"; hashes: string[] }
  | { type: "findByPath"; paths: string[] }
  | { type: "findByUrl"; urls: string[] }
  | { type: "scan"; pageSize: number; status?: ImageStatus; filter?: StoreFilter }
  | { type: "startScan"; pageSize: number }
  | { type: "nextPage" }
  | { type: "tagCounts"; tags: string[] }
  | { type: "topTags"; prefix: string; limit: number }
  | { type: "stats" }
  | { type: "setMeta"; key: string; value: string; expected?: string | null }
  | { type: "reopen" };

const numbers = range(12);
const statuses: ImageStatus[] = ["pending", "indexed", "failed", "deleting"];
const paths = range(6).map((i) => `/p/${i}.jpg`);
const urls = range(5).map((i) => `https://example.org/${i}.jpg`);
const domains = ["example.org", "www2.example.org", "a_b.example", "axb.example"];
const tags = ["ant", "bird", "cat", "dog's", "eel 100%", "fox"];
const keys = ["size", 'it\'s "a.b"', "ключ"];
const times = [1_000, 2_000, 1_700_000_000_000];
const pixels = [0, 1, 640, 8_000];

/** Hashes of a picture's bytes before and after they changed. */
const hashesOf = (number: number) => [hashOf(number), hashOf(number + 1_000)];

const attributeValue: fc.Arbitrary<AttributeValue> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(5, "5", true, "true", null, "null", "Z", "a", "é"),
  },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: storableText },
);

const eighths = fc.integer({ min: 0, max: 2 ** 42 }).map((count) => count / 8);

const source: fc.Arbitrary<ImageSource> = fc.record(
  {
    path: fc.constantFrom(...paths),
    url: fc.constantFrom(...urls),
    domain: fc.constantFrom(...domains),
    pageUrl: fc.constantFrom(...urls),
    title: storableText,
    size: fc.integer({ min: 0, max: 2 ** 40 }),
    mtimeMs: eighths,
    ctimeMs: eighths,
    etag: storableText,
    lastModified: storableText,
    tags: fc.array(fc.oneof(fc.constantFrom(...tags), storableText), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

const record: fc.Arbitrary<ImageRecord> = fc
  .record({
    number: fc.constantFrom(...numbers),
    version: fc.constantFrom(0, 1),
    title: fc.option(storableText),
    signature: fc.option(fc.uint8Array({ minLength: 1, maxLength: 40 })),
    status: fc.constantFrom(...statuses),
    createdAt: fc.constantFrom(...times),
    indexedAt: fc.option(fc.constantFrom(...times)),
    width: fc.constantFrom(...pixels),
    height: fc.constantFrom(...pixels),
    sourceDomain: fc.option(fc.constantFrom(...domains)),
    sources: fc.array(source, { maxLength: 4 }),
    tags: fc.uniqueArray(
      fc.record({
        tag: fc.constantFrom(...tags),
        confidence: fc.integer({ min: 1, max: 8 }).map((eighths) => eighths / 8),
        origin: fc.constantFrom("model" as const, "user" as const, "file" as const),
      }),
      { selector: ({ tag }) => tag },
    ),
    attributes: fc.dictionary(
      fc.constantFrom(...keys),
      fc.oneof(attributeValue, fc.constant({ deep: [1] }), fc.constant([5])),
      { noNullPrototype: true },
    ),
  })
  .map(({ number, version, ...fields }) =>
    sampleRecord(number, {
      ...fields,
      signature: fields.signature && Buffer.from(fields.signature).toString("base64"),
      contentHash: hashesOf(number)[version]!,
      tags: fields.tags.map(({ tag, confidence, origin }) => tagOf(tag, confidence, origin)),
    }),
  );

function bounds<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Bounds<T>> {
  return fc.record({ gte: value, lt: value }, { requiredKeys: [] });
}

const condition: fc.Arbitrary<AttributeCondition> = fc.oneof(
  fc.record({
    key: fc.constantFrom(...keys, "absent"),
    in: fc.array(attributeValue, { maxLength: 4 }),
  }),
  fc.record({
    key: fc.constantFrom(...keys),
    bounds: fc.oneof(bounds(fc.integer({ min: -10, max: 10 })), bounds(storableText)),
  }),
);

/** Mostly no condition: all of them together would never match anything. */
function seldom<T>(condition: fc.Arbitrary<T>, none: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(none) }, { weight: 1, arbitrary: condition });
}

const filter: fc.Arbitrary<StoreFilter> = fc.record({
  domains: seldom(oneOrMoreOf(domains, 2), []),
  folders: seldom(oneOrMoreOf(["/p/", "/p/1", "/q/"], 2), []),
  tags: seldom(oneOrMoreOf(tags, 2), []),
  createdAt: seldom(bounds(fc.constantFrom(...times)), {}),
  width: seldom(bounds(fc.constantFrom(...pixels)), {}),
  height: seldom(bounds(fc.constantFrom(...pixels)), {}),
  attributes: seldom(fc.array(condition, { minLength: 1, maxLength: 2 }), []),
});

const metaValue = fc.constantFrom("", "one", "two");

export function metadataCall(canFilter: boolean): fc.Arbitrary<MetadataCall> {
  const type = <Name extends MetadataCall["type"]>(name: Name) => fc.constant(name);
  const pageSize = fc.integer({ min: 1, max: 8 });
  const records = fc.uniqueArray(record, { minLength: 1, maxLength: 6, selector: ({ id }) => id });
  const some = oneOrMoreOf(numbers, 5);
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ type: type("put"), records }) },
    { weight: 2, arbitrary: fc.record({ type: type("delete"), numbers: some }) },
    fc.record({
      type: type("setStatus"),
      numbers: some,
      status: fc.constantFrom(...statuses),
    }),
    fc.record({ type: type("removeSource"), number: fc.constantFrom(...numbers), source }),
    {
      weight: 2,
      arbitrary: fc.record({ type: type("get"), numbers: some, signatures: fc.boolean() }),
    },
    fc.record({ type: type("signatures"), numbers: some }),
    fc.record({ type: type("findByHash"), hashes: oneOrMoreOf(numbers.flatMap(hashesOf), 5) }),
    fc.record({ type: type("findByPath"), paths: oneOrMoreOf([...paths, "/p/"], 4) }),
    fc.record({ type: type("findByUrl"), urls: oneOrMoreOf(urls, 4) }),
    {
      weight: 2,
      arbitrary: fc.record(
        { type: type("scan"), pageSize, status: fc.constantFrom(...statuses) },
        { requiredKeys: ["type", "pageSize"] },
      ),
    },
    ...(canFilter
      ? [
          {
            weight: 5,
            arbitrary: fc
              .record({
                pageSize,
                filter,
                status: seldom<ImageStatus | undefined>(fc.constantFrom(...statuses), undefined),
              })
              .map(({ status, ...call }) => ({
                type: "scan" as const,
                ...call,
                ...(status && { status }),
              })),
          },
        ]
      : []),
    fc.record({ type: type("startScan"), pageSize: fc.integer({ min: 1, max: 3 }) }),
    { weight: 3, arbitrary: fc.record({ type: type("nextPage") }) },
    fc.record({ type: type("tagCounts"), tags: oneOrMoreOf([...tags, "absent"]) }),
    fc.record({
      type: type("topTags"),
      prefix: fc.constantFrom("", "d", "eel 100%", "_"),
      limit: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({ type: type("stats") }),
    fc.record(
      {
        type: type("setMeta"),
        key: fc.constantFrom("kit-a", "kit-b"),
        value: metaValue,
        expected: fc.option(metaValue),
      },
      { requiredKeys: ["type", "key", "value"] },
    ),
    fc.record({ type: type("reopen") }),
  );
}
