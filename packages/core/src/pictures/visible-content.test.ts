import { expect, test } from "vitest";
import { seededRandom } from "../evaluation/index.js";
import { isPlain } from "./visible-content.js";

/** As `isPlain` describes, with the most frequent colour of 1,024 pixels counted in a `Map`. */
function plainly(pixels: Uint8Array): boolean {
  const count = pixels.length / 3;
  const colourOf = (pixel: number) => [...pixels.subarray(3 * pixel, 3 * pixel + 3)];
  const counts = new Map<string, number>();
  for (let i = 0; i < 1024; i++) {
    const colour = colourOf(Math.floor(((i + 0.5) * count) / 1024)).join();
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  const ground = [...counts]
    .find(([, times]) => times === most)![0]
    .split(",")
    .map(Number);
  let others = 0;
  for (let pixel = 0; pixel < count; pixel++) {
    if (colourOf(pixel).some((value, at) => Math.abs(value - ground[at]!) > 8)) others++;
  }
  return others < Math.max(8, count / 2000);
}

test("a picture is plain when few pixels differ from its most frequent colour, the first of equals", () => {
  const tally = { plain: 0, other: 0 };
  for (let seed = 0; seed < 400; seed++) {
    const random = seededRandom(seed);
    const count = 20 + Math.floor(3_000 * random() ** 2);
    // From a few colours, near one another or far apart, to as many as there are pixels.
    const palette = Array.from({ length: 1 + Math.floor(1_500 * random() ** 4) }, () => {
      const distance = 12 + 240 * random() ** 3;
      return [0, 1, 2].map(() => Math.floor(distance * random()));
    });
    const rare = random() ** 3;
    const pixels = Uint8Array.from(
      Array.from({ length: count }).flatMap(() => {
        return palette[random() < rare ? Math.floor(random() * palette.length) : 0]!;
      }),
    );
    const expected = plainly(pixels);
    expect(isPlain(pixels), `seed ${seed}`).toBe(expected);
    tally[expected ? "plain" : "other"]++;
  }
  expect(tally.plain).toBeGreaterThan(50);
  expect(tally.other).toBeGreaterThan(50);
});

test("of equally frequent colours the first is the ground", () => {
  // As many pixels of each as are looked at. All are near the second and the last one alone.
  const colours = [
    [16, 0, 0],
    [8, 0, 0],
    [0, 0, 0],
    [8, 1, 0],
  ];
  const picture = (order: readonly number[]) =>
    Uint8Array.from(order.flatMap((at) => Array.from({ length: 256 }, () => colours[at]!).flat()));
  expect(isPlain(picture([0, 1, 2, 3]))).toBe(false);
  expect(isPlain(picture([1, 0, 2, 3]))).toBe(true);
  expect(isPlain(picture([3, 2, 1, 0]))).toBe(true);
  expect(isPlain(picture([2, 1, 0, 3]))).toBe(false);
});
