import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const directory = new URL("../../../../models/vocabulary/", import.meta.url);
const file = readFileSync(new URL("vocabulary.json", directory), "utf8");
const vocabulary: { name: string; hypernyms: string[] }[] = JSON.parse(file);
const names = vocabulary.map(({ name }) => name);
const hypernymsOf = new Map(vocabulary.map(({ name, hypernyms }) => [name, hypernyms]));
const allWords = new Set([...names, ...vocabulary.flatMap(({ hypernyms }) => hypernyms)]);

/** Too wide to say anything of a picture. */
const empty = "entity object artifact whole thing matter unit substance abstraction causal agent";
/** What no model should say of a person, or of a picture unasked. */
const unwanted = [
  /\b(nude|naked|nudity|sex|sexual|sexy|erotic|porn|prostitute|genitals?|penis|vagina|breast)\b/,
  /\b(criminal|thief|murder|murderer|terrorist|rapist|gangster|prisoner|corpse|suicide)\b/,
  /\b(black|white|asian|african|arab|jewish|muslim|christian|hindu|indian) (man|woman|person|people)\b/,
  /\b(jew|muslim|christian|hindu|gypsy|eskimo|negro|savage|cripple|retard|midget|ugly|fat)\b/,
];

describe("the vocabulary", () => {
  test("has at least 1,500 concepts in less than 300 KB", () => {
    expect(vocabulary.length).toBeGreaterThanOrEqual(1_500);
    expect(Buffer.byteLength(file)).toBeLessThan(300_000);
  });

  test("has names in plain lower case, each once", () => {
    expect(new Set(names).size).toBe(names.length);
    expect([...allWords].filter((word) => !/^[a-z0-9][a-z0-9' -]*[a-z0-9]$/.test(word))).toEqual(
      [],
    );
  });

  test("has nothing in it but names and hypernyms", () => {
    const odd = vocabulary.filter(
      (row) => Object.keys(row).join() !== "name,hypernyms" || !Array.isArray(row.hypernyms),
    );
    expect(odd).toEqual([]);
  });

  test("has no word that says nothing, and none that hurts", () => {
    expect(empty.split(" ").filter((word) => allWords.has(word))).toEqual([]);
    const hurting = [...allWords].filter((word) => unwanted.some((rule) => rule.test(word)));
    expect(hurting).toEqual([]);
  });

  test("has at most five hypernyms a concept, itself not among them, none twice", () => {
    const odd = vocabulary.filter(
      ({ name, hypernyms }) =>
        hypernyms.length > 5 ||
        hypernyms.includes(name) ||
        new Set(hypernyms).size < hypernyms.length,
    );
    expect(odd).toEqual([]);
  });

  test("goes up only: a hypernym never has its hyponym among its own", () => {
    const circles = vocabulary.filter(({ name, hypernyms }) =>
      hypernyms.some((hypernym) => hypernymsOf.get(hypernym)?.includes(name)),
    );
    expect(circles).toEqual([]);
  });

  test("says of a concept what it says of the nearest wider one, as far as five words go", () => {
    const broken = vocabulary.filter(({ hypernyms }) => {
      const [nearest, ...others] = hypernyms;
      const above = hypernymsOf.get(nearest ?? "") ?? [];
      return hypernyms.length < 5 && above.some((word) => !others.includes(word));
    });
    expect(broken).toEqual([]);
  });

  test.each([
    ["golden retriever", ["retriever", "dog", "animal"]],
    ["tabby cat", ["cat", "feline", "animal"]],
    ["dolphin", ["whale", "marine mammal", "animal"]],
    ["sunset", ["nature"]],
    ["beach", ["landform", "nature"]],
    ["tulip", ["flower", "plant"]],
    ["pizza", ["dish", "food"]],
    ["espresso", ["coffee", "drink"]],
    ["sneaker", ["shoe", "footwear", "clothing"]],
    ["guitar", ["stringed instrument", "musical instrument"]],
    ["sports car", ["car", "vehicle"]],
    ["skyscraper", ["building", "architecture"]],
    ["bedroom", ["room", "interior"]],
    ["chair", ["furniture"]],
    ["firefighter", ["worker", "person"]],
    ["soccer", ["ball game", "sport"]],
    ["watercolor painting", ["painting", "art"]],
    ["selfie", ["portrait", "photo"]],
    ["infographic", ["diagram"]],
    ["drone photo", ["aerial view", "photo"]],
    ["gold", ["metal"]],
  ])("knows that %s is %s", (name, wider) => {
    const hypernyms = hypernymsOf.get(name) ?? [];
    expect(hypernyms.filter((word) => wider.includes(word))).toEqual(wider);
  });

  test.each(
    "dog cat horse bird fish tree flower mountain river snow rain car bus train airplane boat house bridge street bread coffee apple man woman child dress hat watch laptop book piano screenshot map logo poster sketch close-up red".split(
      " ",
    ),
  )("knows %s", (name) => {
    expect(names).toContain(name);
  });

  test("is, as the lexicon, what the script makes of the list", async () => {
    const script = new URL("../../scripts/lib/vocabulary.mjs", import.meta.url).href;
    const { buildVocabulary } = (await import(script)) as {
      buildVocabulary(text: string): unknown;
    };
    const lexicon = JSON.parse(readFileSync(new URL("lexicon.json", directory), "utf8"));
    expect(buildVocabulary(readFileSync(new URL("concepts.txt", directory), "utf8"))).toEqual({
      vocabulary,
      lexicon,
    });
  });
});
