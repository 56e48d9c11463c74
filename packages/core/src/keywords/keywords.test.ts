import { describe, expect, test } from "vitest";
import type { Match, Tag } from "../types.js";
import { keywordsOf, tagsIn } from "./keywords.js";

function match(id: string, similarity: number, tags: (string | Tag)[]): Match {
  return {
    id,
    similarity,
    tier: "similar",
    filename: `${id}.jpg`,
    title: null,
    width: 1,
    height: 1,
    mimeType: "image/jpeg",
    originalUrl: null,
    sourceDomain: null,
    sources: [],
    tags: tags.map((tag) =>
      typeof tag === "string" ? { tag, confidence: 1, origin: "user" } : tag,
    ),
  };
}

const background = (pictures: number, counts: Record<string, number>) => ({
  pictures,
  counts: new Map(Object.entries(counts)),
});

const words = (...args: Parameters<typeof keywordsOf>) =>
  keywordsOf(...args).map(({ keyword }) => keyword);

describe("keywords", () => {
  test("nothing found, nothing said", () => {
    expect(keywordsOf([], background(0, {}))).toEqual([]);
  });

  test("a word that sets the results apart stands before one that the whole collection carries", () => {
    const matches = Array.from({ length: 10 }, (_, i) =>
      match(`m${i}`, 0.9 - i / 50, ["picture", "dog"]),
    );
    expect(words(matches, background(1_000, { picture: 1_000, dog: 12 }))).toEqual([
      "dog",
      "picture",
    ]);
  });

  test("a common word that few results carry is not a keyword", () => {
    const matches = Array.from({ length: 10 }, (_, i) =>
      match(`m${i}`, 0.9 - i / 50, i < 3 ? ["red"] : ["blue"]),
    );
    expect(words(matches, background(1_000, { red: 700, blue: 10 }))).toEqual(["blue"]);
  });

  test("near matches count more than far ones", () => {
    const matches = [
      match("a", 0.95, ["cat"]),
      match("b", 0.9, ["cat"]),
      match("c", 0.31, ["tree"]),
      match("d", 0.3, ["tree"]),
    ];
    expect(words(matches, background(100, { cat: 5, tree: 5 }))[0]).toBe("cat");
  });

  test("a person's word outweighs the model's guess", () => {
    const guess: Tag = { tag: "wolf", confidence: 1, origin: "model" };
    const matches = [match("a", 0.9, ["dog", guess]), match("b", 0.8, ["dog", guess])];
    expect(words(matches, background(100, { dog: 4, wolf: 4 }))).toEqual(["dog", "wolf"]);
  });

  test("each keyword names the matches that carry it, scores fall and stay in (0, 1]", () => {
    const matches = [match("a", 0.9, ["dog", "grass"]), match("b", 0.8, ["dog"])];
    const keywords = keywordsOf(matches, background(50, { dog: 3, grass: 3 }));
    expect(keywords.map(({ keyword, imageIds }) => [keyword, imageIds])).toEqual([
      ["dog", ["a", "b"]],
      ["grass", ["a"]],
    ]);
    for (const { score } of keywords) {
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
    }
  });

  test("singular and plural are one word, and ten are enough", () => {
    const many = Array.from({ length: 15 }, (_, i) => `word ${i}`);
    const matches = [match("a", 0.9, ["dog", "dogs", ...many]), match("b", 0.8, ["dog", ...many])];
    const found = words(matches, background(1_000, {}));
    expect(found).toHaveLength(10);
    expect(found).toContain("dog");
    expect(found).not.toContain("dogs");
  });

  test("a tag of two origins is one word", () => {
    const guess: Tag = { tag: "dog", confidence: 0.3, origin: "model" };
    const matches = [match("a", 0.9, ["dog", guess])];
    expect(tagsIn(matches)).toEqual(["dog"]);
    expect(keywordsOf(matches, background(10, { dog: 1 }))[0]?.imageIds).toEqual(["a"]);
  });
});
