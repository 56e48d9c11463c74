import { describe, expect, it } from "vitest";
import { hint, nearest } from "./nearest.js";

const names = ["dataDirectory", "model", "models.cacheDirectory", "inference.threads"];

describe("nearest", () => {
  it.each([
    ["modle", "model"],
    ["dataDir", "dataDirectory"],
    ["data_directory", "dataDirectory"],
    ["inferenceThreads", "inference.threads"],
    ["cacheDirectory", "models.cacheDirectory"],
  ])("finds what %s was meant to be", (name, meant) => {
    expect(nearest(name, names)).toBe(meant);
  });

  it.each(["thumbnails", "x", ""])("finds nothing for %j", (name) => {
    expect(nearest(name, names)).toBeUndefined();
  });
});

it("a hint lists all names when none is near", () => {
  expect(hint("thumbnails", ["a", "b"])).toBe("There are a, b.");
});
