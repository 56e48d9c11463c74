import fc from "fast-check";
import { expect, test } from "vitest";
import { areNested } from "./evidence.js";
import { foldHypernyms } from "./fold.js";
import { Lexicon } from "./lexicon.js";
import { lexicon } from "./test-matches.js";

const concepts = [
  ...["golden retriever", "poodle", "beagle", "dog", "retriever", "animal"],
  ...["sofa", "furniture", "t-shirt", "shirt", "clothing", "red"],
];

const candidates = fc.uniqueArray(
  fc.record({
    concept: fc.constantFrom(...concepts),
    people: fc.array(fc.nat({ max: 3 }), { maxLength: 3 }).map((list) => new Set(list)),
    share: fc.integer({ min: 1, max: 10 }).map((tenths) => tenths / 10),
    lift: fc.integer({ min: -2, max: 2 }),
  }),
  { selector: ({ concept }) => concept },
);

/** What the interface promises, each candidate compared with each. */
function plainly(
  all: readonly (typeof candidates extends fc.Arbitrary<(infer T)[]> ? T : never)[],
) {
  const narrowerOf = (wide: (typeof all)[number]) =>
    all.filter(
      (narrow) => lexicon.widerThan(narrow.concept).has(wide.concept) && areNested(narrow, wide),
    );
  const isReplaced = (wide: (typeof all)[number]) =>
    narrowerOf(wide).some(({ share }) => share >= 0.6 * wide.share - 1e-9);
  return all.filter(
    (one) =>
      !isReplaced(one) &&
      !all.some(
        (wide) =>
          !isReplaced(wide) &&
          wide.lift > 0 &&
          narrowerOf(wide).includes(one) &&
          (wide.people.size > 0 || one.people.size === 0),
      ),
  );
}

test("one of a wider and a narrower word is left, as comparing all with all says", () => {
  fc.assert(
    fc.property(candidates, (all) => {
      expect(foldHypernyms(all, lexicon)).toEqual(plainly(all));
    }),
    { numRuns: 500 },
  );
});

test("200,000 words are folded", () => {
  const entries = Array.from({ length: 200_000 }, (_, i) => ({
    name: `word ${i}`,
    hypernyms: i % 1000 === 0 ? [] : [`word ${i - (i % 1000)}`],
  }));
  const many = entries.map(({ name }) => ({
    concept: name,
    people: new Set<number>(),
    share: 0.5,
    lift: 1,
  }));
  // Of each thousand the wide word is replaced by the narrow ones.
  expect(foldHypernyms(many, new Lexicon(entries))).toHaveLength(199_800);
});
