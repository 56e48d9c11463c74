import { describe, expect, test } from "vitest";
import { tagsOf } from "./tags.js";

const labels = [
  { name: "beagle", hypernyms: ["dog", "animal"] },
  { name: "poodle", hypernyms: ["dog", "animal"] },
  { name: "goldfish", hypernyms: ["fish", "animal"] },
  { name: "teapot", hypernyms: ["container"] },
];
const logitsOf = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);

describe("tagsOf", () => {
  test("adds the probabilities of classes that share a wider word", () => {
    const tags = tagsOf(logitsOf(0.3, 0.25, 0.05, 0.4), labels, 0.26);
    expect(tags.map(({ tag }) => tag)).toEqual(["animal", "dog", "teapot", "container", "beagle"]);
    [0.6, 0.55, 0.4, 0.4, 0.3].forEach((expected, index) => {
      expect(tags[index]!.confidence).toBeCloseTo(expected, 5);
    });
  });

  test("with sigmoids each class stands for itself, and a wider word is as sure as its surest", () => {
    const tags = tagsOf(Float32Array.of(2, 1, -100, 0), labels, 0.4, "sigmoid");
    const expected = { beagle: 0.8808, dog: 0.8808, animal: 0.8808, poodle: 0.7311 };
    const found = Object.fromEntries(tags.map(({ tag, confidence }) => [tag, confidence]));
    expect(Object.keys(found)).toHaveLength(6);
    for (const [tag, confidence] of Object.entries({ ...expected, teapot: 0.5, container: 0.5 })) {
      expect(found[tag], tag).toBeCloseTo(confidence, 4);
    }
  });

  test("takes logits of any size", () => {
    const tags = tagsOf(Float32Array.of(1000, 0, -1000, 0), labels, 0.2);
    expect(tags).toEqual([
      { tag: "beagle", confidence: 1 },
      { tag: "dog", confidence: 1 },
      { tag: "animal", confidence: 1 },
    ]);
  });

  test("gives at most eight, the most probable ones", () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ name: `${index}`, hypernyms: [] }));
    const logits = Float32Array.from(many, (_, index) => index / 10);
    const tags = tagsOf(logits, many, 0);
    expect(tags.map(({ tag }) => Number(tag))).toEqual([19, 18, 17, 16, 15, 14, 13, 12]);
  });
});
