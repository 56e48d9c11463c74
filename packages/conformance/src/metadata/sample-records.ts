import { createHash } from "node:crypto";
import type { ImageRecord, ImageSource, Tag } from "@revimg/core";

/** A UUID (version 5 in form) made from a number. */
export function idOf(number: number): string {
  const hex = hashOf(number);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** 64 hex digits made from a number. */
export function hashOf(number: number): string {
  return createHash("sha256").update(`conformance ${number}`).digest("hex");
}

export function pathOf(number: number): string {
  return `/pictures/${number}.jpg`;
}

/** A picture from a disk, with one source and one tag. */
export function sampleRecord(number: number, fields: Partial<ImageRecord> = {}): ImageRecord {
  return {
    id: idOf(number),
    filename: `${number}.jpg`,
    originalUrl: null,
    sourceDomain: null,
    fileSize: 1_000 + number,
    width: 640,
    height: 480,
    mimeType: "image/jpeg",
    contentHash: hashOf(number),
    fingerprint: hashOf(number).slice(0, 16),
    pixelHash: null,
    signature: null,
    title: null,
    attributes: {},
    original: "reference",
    status: "indexed",
    failure: null,
    createdAt: 1_700_000_000_000 + number,
    indexedAt: 1_700_000_100_000 + number,
    sources: [{ path: pathOf(number), size: 1_000 + number, mtimeMs: 1_690_000_000_000.25 }],
    tags: [tagOf("photo", 0.5)],
    ...fields,
  };
}

export function tagOf(tag: string, confidence = 1, origin: Tag["origin"] = "model"): Tag {
  return { tag, confidence, origin };
}

/** A source on the web. */
export function webSource(name: string, fields: Partial<ImageSource> = {}): ImageSource {
  return { url: `https://example.org/${name}`, domain: "example.org", ...fields };
}

/** Every field has a value that is hard to keep: large numbers, any script, quotes, depth. */
export const fullRecord: ImageRecord = sampleRecord(1, {
  filename: "Ünïcödé 日本語 🐕‍🦺 'quoted' \"twice\" 100%_.jpg",
  originalUrl: "https://example.org/a%20b/%E6%97%A5.jpg?size=large&x='1'",
  sourceDomain: "example.org",
  // More than 32 bits can hold.
  fileSize: 5_000_000_000,
  width: 65_535,
  height: 1,
  mimeType: "image/webp",
  // As a signed 64-bit number this would be -1.
  fingerprint: "ffffffffffffffff",
  pixelHash: hashOf(100),
  // Longer than one page of most databases.
  signature: Buffer.from(Array.from({ length: 100 }, (_, i) => hashOf(i)).join(""), "hex").toString(
    "base64",
  ),
  title: "Line one\nline two\t\\ back slash; drop table images; -- $1",
  attributes: {
    price: 12.5,
    huge: 1e300,
    tiny: -0.000001,
    sku: "A-1",
    "ключ.with 'odd' \"characters\"": true,
    nothing: null,
    deep: { list: [1, "2", { three: [null, false] }], empty: {}, none: [] },
  },
  original: "copy",
  status: "failed",
  failure: "The file ends too early (at byte 1,024).",
  indexedAt: null,
  sources: [
    {
      url: "https://example.org/a.jpg?x=1#top",
      pageUrl: "https://example.org/シープ",
      domain: "example.org",
      etag: 'W/"it\'s 100%_, \\ here"',
      lastModified: "Wed, 21 Oct 2015 07:28:00 GMT",
      title: "A title — with a dash",
      author: "Zoë O'Hara",
      license: "CC BY 4.0",
      tags: ["zebra", "собака", '🐕 100%_\'s "two" {a,b}', "ant"],
    },
    {
      path: '/фото/it\'s "here" \\ 100%_.jpg',
      size: 5_000_000_000,
      mtimeMs: 1_717_171_717_171.25,
      ctimeMs: 1_717_171_818_181.375,
      tags: [],
    },
    { url: "https://example.net/b.jpg" },
  ],
  tags: [
    tagOf("golden retriever", 1, "user"),
    tagOf("собака", 0.875),
    tagOf("🐕 100%_'s", 0.5, "file"),
  ],
});
