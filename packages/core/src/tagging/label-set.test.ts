import { expect, test } from "vitest";
import { LabelSet } from "./label-set.js";

const dimension = 8;

/** Unit vectors along the axes, so that a picture's values are its cosines. */
function axes(count: number): Float32Array {
  const matrix = new Float32Array(count * dimension);
  for (let row = 0; row < count; row++) matrix[row * dimension + row] = 1;
  return matrix;
}

const labels = [
  { name: "beagle", hypernyms: ["dog", "animal"] },
  { name: "poodle", hypernyms: ["dog", "animal"] },
  { name: "goldfish", hypernyms: ["fish", "animal"] },
  { name: "teapot", hypernyms: ["container"] },
  { name: "harbour", hypernyms: [] },
];

test("confidences are the softmax of the scaled cosines, added up for wider words", async () => {
  const set = new LabelSet({
    ...{ labels, matrix: axes(5), dimension },
    ...{ logitScale: 100, minConfidence: 0.02 },
  });
  const cosines = [0.26, 0.25, 0.22, 0.2, 0.24];
  const tags = await set.tagsOf(Float32Array.of(...cosines, 0, 0, 0));

  const powers = cosines.map((cosine) => Math.exp(100 * cosine));
  const total = powers.reduce((sum, power) => sum + power);
  const [beagle, poodle, goldfish, , harbour] = powers.map((power) => power / total);
  const expected = {
    animal: beagle! + poodle! + goldfish!,
    dog: beagle! + poodle!,
    beagle,
    poodle,
    harbour,
  };
  expect(tags.map(({ tag }) => tag)).toEqual(Object.keys(expected));
  for (const [i, confidence] of Object.values(expected).entries()) {
    expect(tags[i]!.confidence).toBeCloseTo(confidence!, 4);
  }
});

test("with a bias, confidences are sigmoids, and do not depend on the other words", async () => {
  const settings = { dimension, logitScale: 100, logitBias: -20, minConfidence: 0.02 };
  const vector = Float32Array.of(0.22, 0.18, 0, 0, 0, 0, 0, 0);
  const alone = new LabelSet({ labels: labels.slice(0, 1), matrix: axes(1), ...settings });
  const all = new LabelSet({ labels, matrix: axes(5), ...settings });
  const [first] = await alone.tagsOf(vector);
  expect(first!.confidence).toBeCloseTo(1 / (1 + Math.exp(-2)), 5);
  const tags = await all.tagsOf(vector);
  expect(tags.find(({ tag }) => tag === "beagle")).toEqual(first);
  expect(tags.find(({ tag }) => tag === "poodle")!.confidence).toBeCloseTo(0.1192, 4);
});

test.each([1, 3, 4, 6, 8])(
  "of %i words the nearest one is found, wherever it stands",
  async (count) => {
    const words = Array.from({ length: count }, (_, i) => ({ name: `${i}`, hypernyms: [] }));
    const set = new LabelSet({
      ...{ labels: words, matrix: axes(count), dimension },
      ...{ logitScale: 100, minConfidence: 0.5 },
    });
    for (let near = 0; near < count; near++) {
      const vector = new Float32Array(dimension);
      vector[near] = 1;
      const [best] = await set.tagsOf(vector);
      expect(best).toEqual({ tag: `${near}`, confidence: 1 });
    }
  },
);

test("each picture of many has a turn of the event loop to itself", async () => {
  const set = new LabelSet({
    ...{ labels, matrix: axes(5), dimension },
    ...{ logitScale: 100, minConfidence: 0.02 },
  });
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(Array.from({ length: 50 }, () => set.tagsOf(new Float32Array(dimension))));
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(49);
});
