import { isRevimgError } from "@revimg/core";
import { describe, expect, it } from "vitest";
import { SourceFolders } from "../source-folders.js";
import { FormFiles } from "./form-files.js";
import { readSearch } from "./read-search.js";

const noFields = new Map<string, string>();

const read = (
  query: URLSearchParams,
  fields: ReadonlyMap<string, string>,
  files: Record<string, Uint8Array> = {},
) => readSearch(query, fields, new FormFiles(new Map(Object.entries(files))), new SourceFolders());

describe("readSearch", () => {
  it("is empty when nothing is asked for", () => {
    expect(read(new URLSearchParams("other=1"), noFields)).toEqual({});
  });

  it("reads the query", () => {
    const query = new URLSearchParams(
      "limit=1000&cursor=abc&min_similarity=-0.25&copies=thorough&collapse=true",
    );
    expect(read(query, noFields)).toEqual({
      copies: "thorough",
      collapse: true,
      limit: 1000,
      cursor: "abc",
      minSimilarity: -0.25,
    });
  });

  it("reads a filter in the words of the wire", () => {
    const filter = {
      domain: "example.org",
      created_at: { gte: "2026-01-01" },
      width: { gte: 800 },
    };
    const query = new URLSearchParams({ filter: JSON.stringify(filter) });
    const { created_at, ...rest } = filter;
    expect(read(query, noFields)).toEqual({
      filter: { ...rest, createdAt: created_at },
    });
  });

  it("prefers the form's fields", () => {
    const fields = new Map([["limit", "5"]]);
    expect(read(new URLSearchParams("limit=9"), fields)).toEqual({ limit: 5 });
  });

  it("takes the pictures that the form's fields name", () => {
    const [image, other] = [new Uint8Array([1]), new Uint8Array([2])];
    expect(read(new URLSearchParams(), noFields, { image })).toEqual({ image });
    const fields = new Map([
      ["query", '[{"image":"image","weight":2},{"text":"red"}]'],
      ["negative", '{"image":"back"}'],
      ["cutoff", "auto"],
      ["region", "10%,20%,30.5%,40%"],
    ]);
    expect(read(new URLSearchParams(), fields, { image, back: other })).toEqual({
      query: [{ image, weight: 2 }, { text: "red" }],
      negative: [{ image: other }],
      cutoff: "auto",
      region: { x: 0.1, y: 0.2, width: 0.305, height: 0.4, unit: "fractions" },
    });
  });

  it.each([
    ["that nothing asks for", {}],
    ["that the list leaves out", { query: '[{"text":"red"}]' }],
  ])("refuses a file %s", (_, fields) => {
    const files = {
      ...("query" in fields ? {} : { other: new Uint8Array([2]) }),
      image: new Uint8Array([1]),
    };
    expect(() => read(new URLSearchParams(), new Map(Object.entries(fields)), files)).toThrow(
      /that nothing asks for/,
    );
  });

  it("refuses a part that names a file that is not there", () => {
    const fields = new Map([["negative", '[{"image":"back"}]']]);
    const call = () => read(new URLSearchParams(), fields, { image: new Uint8Array([1]) });
    expect(call).toThrow(/none with the name "back"/);
  });

  it.each([
    ["filter", "domain=example.org"],
    ["cutoff", "often"],
    ["region", "1,2,3"],
    ["region", "-1,0,5,5"],
    ["region", "10%,0,5,5"],
    ["query", "{}"],
    ["query", '[{"txt":"red"}]'],
    ["query", "red"],
    ["negative", '[{"vector":["a"]}]'],
    ["id", ""],
    ["filter", "[1]"],
    ["limit", "0"],
    ["limit", "1001"],
    ["limit", "1.5"],
    ["limit", "-1"],
    ["limit", "0x10"],
    ["limit", ""],
    ["limit", "many"],
    ["cursor", ""],
    ["cursor", "a".repeat(513)],
    ["copies", "all"],
    ["collapse", "yes"],
    ["min_similarity", "1.01"],
    ["min_similarity", "-2"],
    ["min_similarity", "NaN"],
    ["min_similarity", "Infinity"],
    ["min_similarity", ""],
  ])("refuses %s=%s by its name", (name, value) => {
    try {
      read(new URLSearchParams({ [name]: value }), noFields);
    } catch (error) {
      expect(isRevimgError(error, "invalid_input")).toBe(true);
      expect(String(error)).toContain(`${name} must be`);
      return;
    }
    expect.unreachable("it was accepted");
  });
});
