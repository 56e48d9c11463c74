import { describe, expect, it } from "vitest";
import { didYouMean, nearestName } from "./did-you-mean.js";

const names = ["dataDirectory", "model", "models.cacheDirectory", "inference.threads"];

describe("nearestName", () => {
  it.each([
    ["modle", "model"],
    ["dataDir", "dataDirectory"],
    ["data_directory", "dataDirectory"],
    ["inferenceThreads", "inference.threads"],
    ["cacheDirectory", "models.cacheDirectory"],
  ])("finds what %s was meant to be", (name, meant) => {
    expect(nearestName(name, names)).toBe(meant);
  });

  it.each(["thumbnails", "x", ""])("finds nothing for %j", (name) => {
    expect(nearestName(name, names)).toBeUndefined();
  });
});

it("a word of few letters is no misspelling of any other", () => {
  expect(nearestName("x", ["id", "url"])).toBeUndefined();
  expect(nearestName("txt", ["id", "url", "text"])).toBe("text");
});

it("a hint lists all names when none is near", () => {
  expect(didYouMean("thumbnails", ["a", "b"])).toBe("There are a, b.");
});
