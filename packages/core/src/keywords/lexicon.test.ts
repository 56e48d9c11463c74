import { expect, test } from "vitest";
import { singularForms } from "../lib/word-forms.js";
import { loadLexicon } from "./lexicon.js";

const lexicon = await loadLexicon();

test("the lexicon that ships knows wider words", () => {
  expect([...lexicon.widerThan("golden retriever")]).toEqual(
    expect.arrayContaining(["retriever", "dog", "animal"]),
  );
  expect([...lexicon.widerThan("retriever")]).toContain("dog");
  expect([...lexicon.widerThan("t-shirt")]).toEqual(expect.arrayContaining(["shirt", "clothing"]));
  expect([...lexicon.widerThan("no such word")]).toEqual([]);
});

test.each([
  ["sofa", "couch"],
  ["car", "automobile"],
  ["backpack", "rucksack"],
  ["bicycle", "bike"],
  ["t-shirt", "tee shirt"],
  ["wolf", "wolves"],
  ["mouse", "mice"],
  ["ice cream", "icecream"],
])("%s is also called %s", (name, other) => {
  const concepts = lexicon.conceptsOf([name, other]);
  expect(concepts.get(other)).toBe(concepts.get(name));
});

test.each([
  ["cliff", "drop"],
  ["glass", "glasses"],
  ["dog", "cat"],
  ["shirt", "t-shirt"],
  ["crab", "scrab"],
])("%s is not %s", (one, other) => {
  const concepts = lexicon.conceptsOf([one, other]);
  expect(concepts.get(other)).not.toBe(concepts.get(one));
});

test("no word is wider than itself, however far up", () => {
  for (const name of ["dog", "tie", "car", "bus", "train", "shirt", "animal"]) {
    expect([...lexicon.widerThan(name)]).not.toContain(name);
  }
});

test("forms of what may be a plural", () => {
  expect(singularForms("berries")).toContain("berry");
  expect(singularForms("knives")).toContain("knife");
  expect(singularForms("horses")).toContain("horse");
  expect(singularForms("firemen")).toContain("fireman");
  expect(singularForms("dress")).toEqual([]);
  expect(singularForms("cat")).toEqual([]);
});
