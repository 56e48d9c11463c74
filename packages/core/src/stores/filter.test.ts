import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import {
  sampleRecord,
  tagOf,
  webSource,
} from "../../../conformance/src/metadata/sample-records.js";
import { domainOf } from "../lib/identity.js";
import { matchesFilter, toStoreFilter } from "./filter.js";
import type { ImageFilter } from "./image-filter.js";
import type { ImageRecord } from "./image-record.js";

const empty = {
  domains: [],
  folders: [],
  tags: [],
  createdAt: {},
  width: {},
  height: {},
  attributes: [],
};

/** Whether a picture with these fields matches a caller's filter. */
function matches(filter: ImageFilter, fields: Partial<ImageRecord>): boolean {
  return matchesFilter(sampleRecord(1, fields), toStoreFilter(filter));
}

/** Whether a picture whose attribute `key` has this value matches. */
function meets(condition: NonNullable<ImageFilter["attributes"]>[string], value: unknown): boolean {
  return matches({ attributes: { key: condition } }, { attributes: { key: value } });
}

test("a folder is meant from the current one, and its name is whole", () => {
  const path = (name: string) => ({ sources: [{ path: resolve(name) }] });
  const matchesPath = (folder: ImageFilter["folder"] & (string | string[]), name: string) =>
    matches({ folder }, path(name));
  expect(matchesPath("photos", "photos/a.jpg")).toBe(true);
  expect(matchesPath("photos/", "photos/2025/a.jpg")).toBe(true);
  expect(matchesPath(resolve("photos"), "photos/a.jpg")).toBe(true);
  expect(matchesPath(["scans", "photos"], "photos/a.jpg")).toBe(true);
  expect(matchesPath("/", "photos/a.jpg")).toBe(true);
  expect(matchesPath("photo", "photos/a.jpg")).toBe(false);
  expect(matchesPath("photos", "photos.jpg")).toBe(false);
  expect(matches({ folder: "photos" }, { sources: [{ url: "https://photos/a.jpg" }] })).toBe(false);
});

describe("toStoreFilter", () => {
  test("has its texts in the form in which those of pictures are stored", () => {
    const filter = toStoreFilter({ tags: "a\0b", attributes: { "k\0": { in: ["\ud800"] } } });
    expect(filter.tags).toEqual(["ab"]);
    expect(filter.attributes).toEqual([{ key: "k", in: ["\ufffd"] }]);
  });

  test("gives every part of an empty filter", () => {
    expect(toStoreFilter({})).toEqual(empty);
  });

  test("makes lists of single values and tidies names", () => {
    expect(toStoreFilter({ domain: " WWW.Example.ORG ", tags: "  Golden Retriever " })).toEqual({
      ...empty,
      domains: ["example.org"],
      tags: ["golden retriever"],
    });
    const lists = toStoreFilter({ domain: ["a.example", "www.b.example"], tags: ["A", "b"] });
    expect(lists).toMatchObject({ domains: ["a.example", "b.example"], tags: ["a", "b"] });
  });

  test("takes www. from the front of a domain only, and once", () => {
    const { domains } = toStoreFilter({ domain: ["www.www.example", "my.www.example"] });
    expect(domains).toEqual(["www.example", "my.www.example"]);
  });

  test("reads times as dates, ISO 8601 texts and milliseconds", () => {
    const time = Date.UTC(2026, 0, 31, 12);
    for (const value of [new Date(time), "2026-01-31T12:00:00Z", time]) {
      expect(toStoreFilter({ createdAt: { gte: value } }).createdAt).toEqual({ gte: time });
    }
  });

  test("makes bounds of one number of pixels", () => {
    const { width, height } = toStoreFilter({ width: 640, height: { gte: 100 } });
    expect(width).toEqual({ gte: 640, lt: 641 });
    expect(height).toEqual({ gte: 100 });
  });

  test("leaves bounds out that are undefined", () => {
    const bounds = { gte: 5, lt: undefined } as { gte: number };
    expect(toStoreFilter({ width: bounds }).width).toEqual({ gte: 5 });
  });

  test("tells the three forms of an attribute's condition apart", () => {
    const { attributes } = toStoreFilter({
      attributes: { a: null, b: { in: ["x", 1] }, c: { gte: "m" }, d: { lt: 5 }, e: {} },
    });
    expect(attributes).toEqual([
      { key: "a", in: [null] },
      { key: "b", in: ["x", 1] },
      { key: "c", bounds: { gte: "m" } },
      { key: "d", bounds: { lt: 5 } },
      { key: "e", bounds: {} },
    ]);
  });

  test.each([
    ["münchen.de", "xn--mnchen-3ya.de"],
    ["XN--MNCHEN-3YA.de", "xn--mnchen-3ya.de"],
    ["www.BÜCHER.example.", "xn--bcher-kva.example"],
    ["例え.テスト", "xn--r8jz45g.xn--zckzah"],
    ["example.org.", "example.org"],
    ["[::1]", "[::1]"],
    ["127.0.0.1", "127.0.0.1"],
  ])("has the domain %s as that of a source's address", (name, stored) => {
    expect(toStoreFilter({ domain: name }).domains).toEqual([stored]);
    expect(domainOf(`https://${name}/a.jpg`)).toBe(stored);
  });

  test.each([
    ["https://www.example.org/a/b.jpg?key=secret", 'alone, here "example.org".'],
    ["example.org/a", "alone, such as example.org."],
    ["example.org:8080", 'alone, here "example.org".'],
    ["someone@example.org", "alone, such as example.org."],
    ["two words", "alone, such as example.org."],
  ])("refuses the domain %s, and says what to write", (domain, message) => {
    expect(() => toStoreFilter({ domain })).toThrow(message);
  });

  test("tidies tags as those of pictures are", () => {
    expect(toStoreFilter({ tags: " Golden \t Retriever" }).tags).toEqual(["golden retriever"]);
  });

  test.each([
    ["2026", "2026-01-01T00:00:00Z"],
    ["2026-02", "2026-02-01T00:00:00Z"],
    ["2024-02-29", "2024-02-29T00:00:00Z"],
    ["2000-02-29T23:59:59.5Z", "2000-02-29T23:59:59.500Z"],
    ["2026-12-31T12:00+02:00", "2026-12-31T10:00:00Z"],
  ])("reads %s", (text, time) => {
    expect(toStoreFilter({ createdAt: { gte: text } }).createdAt.gte).toBe(Date.parse(time));
  });

  test.each([
    ...["2024-02-30", "2023-02-29", "1900-02-29", "2023-13-01", "2023-00-01", "2023-04-31"],
    ...[
      "2024-02-30T00:00:00Z",
      "2024-01-01T24:00:00Z",
      "2024-01-01T12:60Z",
      "2024-01-01T10:00+25:00",
    ],
    ...[
      "2024-01-00",
      "5",
      "1700000000000",
      "January 5 2024",
      "2024/01/05",
      "20240105",
      "",
      "Infinity",
    ],
    ...[Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1, null, true, [2024]],
  ])("refuses the time %j", (time) => {
    const filter = { createdAt: { lt: time } } as unknown as ImageFilter;
    expect(() => toStoreFilter(filter)).toThrow("filter.createdAt.lt must be a Date, a day");
  });

  test.each<[string, ImageFilter]>([
    ["filter.createdAt.lt", { createdAt: { gte: "2026-01-02", lt: "2026-01-01" } }],
    ["filter.width.lt", { width: { gte: 10, lt: 10 } }],
    ["filter.attributes.a.lt", { attributes: { a: { gte: "b", lt: "a" } } }],
  ])("refuses bounds at %s that nothing is within", (option, filter) => {
    expect(() => toStoreFilter(filter)).toThrow(`${option} must be above gte`);
  });

  test("says which name was probably meant", () => {
    const meant = (filter: unknown) => () => toStoreFilter(filter as ImageFilter);
    expect(meant({ domains: "a.example" })).toThrow("Did you mean domain?");
    expect(meant({ created_at: {} })).toThrow("Did you mean createdAt?");
    expect(meant({ width: { gt: 5 } })).toThrow("Did you mean gte?");
  });

  const wrong: [name: string, filter: unknown][] = [
    ["filter", null],
    ["filter", "red"],
    ["filter", ["red"]],
    ["filter.color", { color: "red" }],
    ["filter.domain", { domain: 5 }],
    ["filter.domain", { domain: ["a.example", " "] }],
    ["filter.tags", { tags: [""] }],
    ["filter.tags", { tags: ["a", null] }],
    ["filter.createdAt", { createdAt: "2026-01-31" }],
    ["filter.createdAt.gte", { createdAt: { gte: "yesterday" } }],
    ["filter.createdAt.lt", { createdAt: { lt: new Date(Number.NaN) } }],
    ["filter.createdAt.after", { createdAt: { after: 5 } }],
    ["filter.width", { width: [5] }],
    ["filter.width", { width: Number.NaN }],
    ["filter.width.gte", { width: { gte: "5" } }],
    ["filter.height.lt", { height: { lt: Number.POSITIVE_INFINITY } }],
    ["filter.attributes", { attributes: null }],
    ["filter.attributes", { attributes: ["x"] }],
    ["filter.attributes.a", { attributes: { a: [5] } }],
    ["filter.attributes.a", { attributes: { a: undefined } }],
    ["filter.attributes.a", { attributes: { a: { in: [{}] } } }],
    ["filter.attributes.a", { attributes: { a: { in: "x" } } }],
    ["filter.attributes.a", { attributes: { a: { in: [1], gte: 5 } } }],
    ["filter.attributes.a.gte", { attributes: { a: { gte: 5, lt: "x" } } }],
    ["filter.attributes.a.gte", { attributes: { a: { gte: null } } }],
    ["filter.attributes.a.near", { attributes: { a: { near: 5 } } }],
  ];
  for (const [option, filter] of wrong) {
    test(`refuses ${JSON.stringify(filter)} by the name ${option}`, () => {
      expect(() => toStoreFilter(filter as ImageFilter)).toThrow(
        expect.objectContaining({
          code: "invalid_input",
          details: { option },
          message: expect.stringContaining(`${option} must be`),
        }),
      );
    });
  }
});

describe("matchesFilter", () => {
  test("lets every picture through an empty filter", () => {
    expect(matches({}, {})).toBe(true);
    const none = { domain: [], tags: [], createdAt: {}, width: {}, attributes: {} };
    expect(matches(none, { tags: [] })).toBe(true);
  });

  test("finds a domain in any source and in the row, whole", () => {
    const sources = [{ path: "/a.jpg" }, webSource("b", { domain: "b.example" })];
    const fields = { sources, sourceDomain: "row.example" };
    expect(matches({ domain: "b.example" }, fields)).toBe(true);
    expect(matches({ domain: "row.example" }, fields)).toBe(true);
    expect(matches({ domain: ["other.example", "b.example"] }, fields)).toBe(true);
    expect(matches({ domain: "example" }, fields)).toBe(false);
    expect(matches({ domain: "b.example" }, { sources: [], sourceDomain: null })).toBe(false);
  });

  test("wants all tags, of any origin and confidence", () => {
    const fields = { tags: [tagOf("dog", 0.01), tagOf("cat", 1, "user")] };
    expect(matches({ tags: ["Cat", "dog"] }, fields)).toBe(true);
    expect(matches({ tags: ["cat", "bird"] }, fields)).toBe(false);
    expect(matches({ tags: "do" }, fields)).toBe(false);
  });

  test("keeps the lower bound in and the upper one out", () => {
    for (const part of ["createdAt", "width", "height"] as const) {
      const at = (value: number) => matches({ [part]: { gte: 10, lt: 20 } }, { [part]: value });
      expect([9, 10, 19, 20].map(at), part).toEqual([false, true, true, false]);
    }
  });

  test("wants every part to hold", () => {
    const filter = { tags: "dog", width: { gte: 10 } };
    expect(matches(filter, { tags: [tagOf("dog")], width: 10 })).toBe(true);
    expect(matches(filter, { tags: [tagOf("dog")], width: 9 })).toBe(false);
    expect(matches(filter, { tags: [], width: 10 })).toBe(false);
  });

  test("does not take an attribute's value for one of another type", () => {
    const values = [5, "5", true, "true", null, "null", 0, false, "", [5], {}];
    for (const wanted of [5, "5", true, "true", null, "null", 0, false, ""]) {
      const found = values.filter((value) => meets(wanted, value));
      expect(found, JSON.stringify(wanted)).toEqual([wanted]);
    }
  });

  test("takes an absent attribute for no value, not even null", () => {
    expect(matches({ attributes: { key: null } }, { attributes: {} })).toBe(false);
    expect(matches({ attributes: { key: {} } }, { attributes: {} })).toBe(false);
    expect(matches({ attributes: { toString: {} } }, { attributes: {} })).toBe(false);
    expect(matches({ attributes: { key: {} } }, { attributes: { key: null } })).toBe(true);
  });

  test("wants one of several values, and none of none", () => {
    expect(meets({ in: ["a", 5, null] }, null)).toBe(true);
    expect(meets({ in: ["a", 5] }, "5")).toBe(false);
    expect(meets({ in: [] }, "a")).toBe(false);
  });

  test("compares numbers with numbers only", () => {
    expect(meets({ gte: -1, lt: 5.5 }, 5.4999)).toBe(true);
    expect(meets({ gte: -1, lt: 5.5 }, 5.5)).toBe(false);
    expect(meets({ gte: 1 }, "10")).toBe(false);
    expect(meets({ gte: 0 }, true)).toBe(false);
    expect(meets({ lt: 1 }, null)).toBe(false);
  });

  test("compares texts by their UTF-8 bytes", () => {
    const ascending = ["", "10", "9", "Z", "a", "aa", "z", "é", "\uff5e", "\u{1f600}"];
    for (const [i, text] of ascending.entries()) {
      const above = ascending.filter((other) => meets({ gte: text }, other));
      expect(above, JSON.stringify(text)).toEqual(ascending.slice(i));
      const below = ascending.filter((other) => meets({ lt: text }, other));
      expect(below, JSON.stringify(text)).toEqual(ascending.slice(0, i));
    }
    expect(meets({ gte: "" }, 5)).toBe(false);
  });
});
