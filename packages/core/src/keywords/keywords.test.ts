import { describe, expect, test } from "vitest";
import { keywordsOf } from "./keywords.js";
import { backgroundOf, guess, lexicon, match, words } from "./test-matches.js";

const ten = (tags: (i: number) => Parameters<typeof match>[2]) =>
  Array.from({ length: 10 }, (_, i) => match(`m${i}`, 0.9 - i / 50, tags(i)));

describe("keywords", () => {
  test("nothing found, nothing said", () => {
    expect(words([], backgroundOf(0, {}))).toEqual([]);
  });

  test("a word that sets the results apart stands before one that the whole collection carries", () => {
    const matches = ten(() => ["picture", "dog"]);
    expect(words(matches, backgroundOf(1_000, { picture: 1_000, dog: 12 }))).toEqual([
      "dog",
      "picture",
    ]);
  });

  test("a word of the whole collection stands on 60 % of the weighted results, not on fewer", () => {
    const everywhere = backgroundOf(1_000, { picture: 1_000 });
    const alike = (carriers: number) =>
      Array.from({ length: 10 }, (_, i) =>
        match(`m${i}`, 0.8, i < carriers ? [guess("picture")] : []),
      );
    expect(words(alike(6), everywhere)).toEqual(["picture"]);
    expect(words(alike(5), everywhere)).toEqual([]);
  });

  test("a wider word that the model sees in most of the collection is none, a person's is", () => {
    const zoo = backgroundOf(100, { animal: 61, poodle: 20 });
    const seen = ten(() => [guess("animal"), guess("poodle")]);
    expect(words(seen, zoo)).toEqual(["poodle"]);
    expect(
      words(
        ten(() => [guess("animal")]),
        zoo,
      ),
    ).toEqual([]);
    expect(
      words(
        ten(() => ["animal"]),
        zoo,
      ),
    ).toEqual(["animal"]);
    expect(
      words(
        ten(() => [guess("animal")]),
        backgroundOf(100, { animal: 60 }),
      ),
    ).toEqual(["animal"]);
  });

  test("a common word that few results carry is not a keyword", () => {
    const matches = ten((i) => [guess(i < 3 ? "red" : "blue")]);
    expect(words(matches, backgroundOf(1_000, { red: 700, blue: 10 }))).toEqual(["blue"]);
  });

  test("near matches count more than far ones", () => {
    const matches = [
      match("a", 0.95, ["cat"]),
      match("b", 0.9, ["cat"]),
      match("c", 0.31, ["tree"]),
      match("d", 0.3, ["tree"]),
    ];
    expect(words(matches, backgroundOf(100, { cat: 5, tree: 5 }))[0]).toBe("cat");
  });

  test("a few close matches outweigh many others, also where all likenesses are high", () => {
    const cats = [match("a", 0.97, ["cat"]), match("b", 0.96, ["cat"])];
    const trees = Array.from({ length: 6 }, (_, i) => match(`t${i}`, 0.85, ["tree"]));
    const background = backgroundOf(100, { cat: 6, tree: 6 });
    expect(words([...cats, ...trees], background)).toEqual(["cat", "tree"]);
    const asFar = cats.map((cat) => ({ ...cat, similarity: 0.85 }));
    expect(words([...asFar, ...trees], background)).toEqual(["tree", "cat"]);
  });

  test("each keyword names the matches that carry it, scores fall and stay in (0, 1]", () => {
    const matches = [match("a", 0.9, ["dog", "grass"]), match("b", 0.8, ["dog"])];
    const keywords = keywordsOf({
      matches,
      background: backgroundOf(50, { dog: 3, grass: 3 }),
      lexicon,
    });
    expect(keywords.map(({ keyword, imageIds }) => [keyword, imageIds])).toEqual([
      ["dog", ["a", "b"]],
      ["grass", ["a"]],
    ]);
    expect(keywords[0]!.score).toBeGreaterThan(keywords[1]!.score);
  });

  test("ten are enough", () => {
    const many = Array.from({ length: 15 }, (_, i) => `word ${i}`);
    expect(words([match("a", 0.9, many)], backgroundOf(1_000, {}))).toHaveLength(10);
  });

  test("pictures beyond the answer speak too, for words that one of the answer has", () => {
    const matches = [match("a", 0.9, ["cat", "sofa"])];
    const ahead = Array.from({ length: 9 }, (_, i) => match(`b${i}`, 0.85, ["cat", "tree"]));
    const background = backgroundOf(1_000, { cat: 20, sofa: 20, tree: 20 });
    const found = keywordsOf({ matches, ahead, background, lexicon });
    expect(found.map(({ keyword, imageIds }) => [keyword, imageIds])).toEqual([
      ["cat", ["a"]],
      ["sofa", ["a"]],
    ]);
    expect(found[0]!.score).toBeGreaterThan(5 * found[1]!.score);
  });

  test("of a query that shows nothing, only what the results share is said", () => {
    const matches = ten((i) => [i < 8 ? "grey" : "blue", i % 2 === 0 ? "wall" : "road"]);
    const background = backgroundOf(1_000, { grey: 20, blue: 20, wall: 10, road: 10 });
    expect(words(matches, background)).toContain("wall");
    expect(words(matches, background, { isPlain: true })).toEqual(["grey"]);
  });
});

describe("people and the model", () => {
  test("a person's word outweighs the model's guess", () => {
    const matches = ten(() => ["dog", guess("wolf")]);
    expect(words(matches, backgroundOf(100, { dog: 14, wolf: 14 }))).toEqual(["dog", "wolf"]);
  });

  test("a sidecar file counts as a person", () => {
    const matches = ten(() => [
      { tag: "dog", confidence: 1, origin: "file" as const },
      guess("wolf"),
    ]);
    expect(words(matches, backgroundOf(100, { dog: 14, wolf: 14 }))).toEqual(["dog", "wolf"]);
  });

  test("words of a half tagged collection are not drowned by what the model sees everywhere", () => {
    const matches = ten((i) => [
      guess("fabric", 0.9),
      guess("studio", 0.8),
      ...(i % 2 === 0 ? [["coat", "coat", "hat", "coat", "scarf"][i / 2]!] : []),
    ]);
    const counts = { fabric: 500, studio: 300, coat: 50, hat: 50, scarf: 50 };
    expect(words(matches, backgroundOf(1_000, counts))).toEqual([
      "coat",
      "hat",
      "scarf",
      "fabric",
      "studio",
    ]);
  });

  test("a person's word that every picture has does not push ahead of what the model sees", () => {
    const matches = ten(() => ["my photos", guess("lighthouse", 0.9)]);
    const background = backgroundOf(1_000, { "my photos": 1_000, lighthouse: 12 });
    expect(words(matches, background)).toEqual(["lighthouse", "my photos"]);
  });

  test("a tag of two origins is one word", () => {
    const matches = [match("a", 0.9, ["dog", guess("dog", 0.3)])];
    expect(keywordsOf({ matches, background: backgroundOf(10, { dog: 1 }), lexicon })).toEqual([
      expect.objectContaining({ keyword: "dog", imageIds: ["a"] }),
    ]);
  });
});

describe("words that belong together", () => {
  const background = backgroundOf(10_000, {
    animal: 900,
    dog: 300,
    "golden retriever": 30,
    poodle: 30,
    beagle: 30,
  });
  const seen = (breed: string) => [guess(breed, 0.8), guess("dog", 0.9), guess("animal", 0.95)];

  test("the narrow one stands where the results agree on it", () => {
    expect(
      words(
        ten(() => seen("golden retriever")),
        background,
      ),
    ).toEqual(["golden retriever"]);
  });

  test("the wide one stands where they differ", () => {
    const breeds = ["golden retriever", "poodle", "beagle"];
    expect(
      words(
        ten((i) => seen(breeds[i % 3]!)),
        background,
      ),
    ).toEqual(["dog"]);
  });

  test("a breed that a person tags with the wide word is the same to them", () => {
    expect(
      words(
        ten(() => ["dog", "poodle"]),
        background,
      ),
    ).toEqual(["poodle"]);
    const differing = ten((i) => ["dog", ["golden retriever", "poodle", "beagle"][i % 3]!]);
    expect(words(differing, background)).toEqual(["dog"]);
  });

  test("a wide word that the whole collection has does not swallow the narrow ones", () => {
    const kennel = backgroundOf(300, { animal: 300, dog: 300, "golden retriever": 30, poodle: 30 });
    const matches = ten((i) => seen(i < 4 ? "golden retriever" : "beagle"));
    expect(words(matches, kennel)).toContain("golden retriever");
  });

  test("a person's narrow word does not give way to a wide guess", () => {
    const matches = ten((i) => [i < 4 ? "poodle" : "beagle", guess("dog", 0.95)]);
    expect(words(matches, background).slice(0, 2).sort()).toEqual(["beagle", "poodle"]);
  });

  test("who tags pictures either one or the other tells two things apart", () => {
    const matches = ten((i) => [i < 7 ? "t-shirt" : "shirt"]);
    const clothes = backgroundOf(800, { "t-shirt": 40, shirt: 40 });
    expect(words(matches, clothes)).toEqual(["t-shirt", "shirt"]);
  });

  test.each([
    ["dog", "dogs"],
    ["box", "boxes"],
    ["berry", "berries"],
    ["leaf", "leaves"],
    ["woman", "women"],
    ["child", "children"],
    ["polar bear", "polar bears"],
    ["t-shirt", "tshirt"],
    ["t-shirt", "t shirts"],
    ["sofa", "couch"],
    ["sofa", "couches"],
    ["gizmo", "gizmos"],
  ])("%s and %s are one", (one, other) => {
    const matches = ten((i) => [i < 6 ? one : other]);
    const [keyword, ...more] = keywordsOf({ matches, background: backgroundOf(500, {}), lexicon });
    expect(more).toEqual([]);
    expect(keyword!.keyword).toBe(one);
    expect(keyword!.imageIds).toHaveLength(10);
  });

  test.each([
    ["glass", "glasses"],
    ["dress", "dres"],
    ["bus", "bu"],
  ])("%s and %s are two", (one, other) => {
    const matches = ten((i) => [i % 2 === 0 ? one : other]);
    expect(words(matches, backgroundOf(500, {})).sort()).toEqual([one, other].sort());
  });
});
