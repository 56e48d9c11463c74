import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tag } from "../stores/image-record.js";
import { gatherEvidence } from "./evidence.js";
import { keywordsOf } from "./keywords.js";
import { lexicon, type TestMatch } from "./test-matches.js";

const vocabulary = [
  ...["dog", "dogs", "golden retriever", "poodle", "retriever", "animal", "sofa", "couch"],
  ...["t-shirt", "tshirt", "shirt", "clothing", "glass", "glasses", "sky", "skies", "red"],
];

const tagArbitrary: fc.Arbitrary<Tag> = fc.record({
  tag: fc.constantFrom(...vocabulary),
  confidence: fc.double({ min: 0.01, max: 1, noNaN: true }),
  origin: fc.constantFrom("model", "user", "file"),
});

const matchesArbitrary = fc
  .array(
    fc.record({
      similarity: fc.double({ min: -1, max: 1, noNaN: true }),
      tags: fc.array(tagArbitrary, { maxLength: 12 }),
    }),
    { maxLength: 40 },
  )
  .map((matches) => matches.map((match, i): TestMatch => ({ ...match, id: `m${i}` })));

const sourceArbitrary = fc.record({
  matches: matchesArbitrary,
  ahead: matchesArbitrary.map((matches) =>
    matches.map((match) => ({ ...match, id: `${match.id}+` })),
  ),
  background: fc.record({
    pictures: fc.nat({ max: 100_000 }),
    counts: fc
      .dictionary(fc.constantFrom(...vocabulary), fc.nat({ max: 100_000 }))
      .map((counts) => new Map(Object.entries(counts))),
  }),
  isPlain: fc.boolean(),
});

const runs = { numRuns: 150 };

/** The words of a match that stand for the keyword, or for a narrower thing. */
function supports(match: TestMatch, keyword: string, all: readonly string[]): boolean {
  const concepts = lexicon.conceptsOf(all);
  const concept = concepts.get(keyword)!;
  return match.tags.some(({ tag }) => {
    const own = concepts.get(tag)!;
    return own === concept || lexicon.widerThan(own).has(concept);
  });
}

test("at most ten, sorted, with scores in (0, 1] and matches that carry them", () => {
  fc.assert(
    fc.property(sourceArbitrary, (source) => {
      const keywords = keywordsOf({ ...source, lexicon });
      expect(keywords.length).toBeLessThanOrEqual(10);
      const scores = keywords.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
      expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
      const pictures = [...source.matches, ...source.ahead];
      const all = pictures.flatMap(({ tags }) => tags.map(({ tag }) => tag));
      const concepts = lexicon.conceptsOf(all);
      expect(new Set(keywords.map(({ keyword }) => concepts.get(keyword))).size).toBe(
        keywords.length,
      );
      for (const { keyword, imageIds } of keywords) {
        expect(all).toContain(keyword);
        expect(imageIds.length).toBeGreaterThan(0);
        for (const id of imageIds) {
          const match = source.matches.find((match) => match.id === id);
          expect(match && supports(match, keyword, all)).toBe(true);
        }
      }
    }),
    runs,
  );
});

test("the order of the matches and of their tags does not matter", () => {
  fc.assert(
    fc.property(sourceArbitrary, fc.func(fc.nat()), (source, key) => {
      const shuffled = <T>(values: readonly T[]) =>
        values.map((value, i) => ({ value, by: key(i) })).sort((a, b) => a.by - b.by);
      const matches = shuffled(source.matches).map(({ value }) => ({
        ...value,
        tags: shuffled(value.tags).map(({ value }) => value),
      }));
      const unordered = (given: typeof source.matches) =>
        keywordsOf({ ...source, matches: given, lexicon }).map(({ imageIds, ...keyword }) => ({
          ...keyword,
          imageIds: [...imageIds].sort(),
        }));
      expect(unordered(matches)).toEqual(unordered(source.matches));
    }),
    runs,
  );
});

test("a tag on all results is said, itself or by a narrower word", () => {
  fc.assert(
    fc.property(sourceArbitrary, tagArbitrary, (source, tag) => {
      const everywhere = (matches: readonly TestMatch[]) =>
        // Fewer words than keywords, so that none is crowded out.
        matches.map((match) => ({ ...match, tags: [...match.tags.slice(0, 2), tag] }));
      const matches = everywhere(source.matches.slice(0, 4));
      fc.pre(matches.length > 0);
      const ahead = everywhere(source.ahead).map((match) => ({ ...match, tags: [tag] }));
      const all = [...matches, ...ahead].flatMap(({ tags }) => tags.map(({ tag }) => tag));
      const concepts = lexicon.conceptsOf(all);
      const said = keywordsOf({ ...source, matches, ahead, lexicon }).map(
        ({ keyword }) => concepts.get(keyword)!,
      );
      const wanted = concepts.get(tag.tag)!;
      // What the model sees everywhere is left out on purpose.
      fc.pre(tag.origin !== "model" || !lexicon.isHypernym(wanted));
      // Folded either way, into what is narrower or what is wider.
      const isSaid = said.some(
        (concept) =>
          concept === wanted ||
          lexicon.widerThan(concept).has(wanted) ||
          lexicon.widerThan(wanted).has(concept),
      );
      expect(isSaid).toBe(true);
    }),
    runs,
  );
});

test("evidence is a share, and its background no more than the words' counts together", () => {
  fc.assert(
    fc.property(sourceArbitrary, ({ matches, background }) => {
      const weights = matches.map(() => 1 / matches.length);
      for (const evidence of gatherEvidence(matches, weights, background.counts, lexicon)) {
        const { share, presence, carriers } = evidence;
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(presence).toBeCloseTo(carriers.size / matches.length, 9);
        expect(evidence.background).toBeGreaterThanOrEqual(carriers.size - 1e-9);
      }
    }),
    runs,
  );
});
