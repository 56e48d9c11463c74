import { isRevimgError } from "@revimg/core";
import { describe, expect, it } from "vitest";
import { readSearchOptions } from "./search-options.js";

const noFields = new Map<string, string>();

describe("readSearchOptions", () => {
  it("is empty when nothing is asked for", () => {
    expect(readSearchOptions(new URLSearchParams("other=1"), noFields)).toEqual({});
  });

  it("reads the query", () => {
    const query = new URLSearchParams("limit=1000&cursor=abc&min_similarity=-0.25");
    expect(readSearchOptions(query, noFields)).toEqual({
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
    expect(readSearchOptions(query, noFields)).toEqual({
      filter: { ...rest, createdAt: created_at },
    });
  });

  it("prefers the form's fields", () => {
    const fields = new Map([["limit", "5"]]);
    expect(readSearchOptions(new URLSearchParams("limit=9"), fields)).toEqual({ limit: 5 });
  });

  it.each([
    ["filter", "domain=example.org"],
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
    ["min_similarity", "1.01"],
    ["min_similarity", "-2"],
    ["min_similarity", "NaN"],
    ["min_similarity", "Infinity"],
    ["min_similarity", ""],
  ])("refuses %s=%s by its name", (name, value) => {
    try {
      readSearchOptions(new URLSearchParams({ [name]: value }), noFields);
    } catch (error) {
      expect(isRevimgError(error, "invalid_input")).toBe(true);
      expect(String(error)).toContain(`${name} must be`);
      return;
    }
    expect.unreachable("it was accepted");
  });
});
