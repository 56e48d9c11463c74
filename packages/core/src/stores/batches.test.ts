import fc from "fast-check";
import { expect, test } from "vitest";
import { RevimgError } from "../lib/errors.js";
import { inParts } from "./batches.js";

test("parts are of the right size, and their answers in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat()), fc.integer({ min: 1, max: 7 }), async (values, most) => {
      const sizes: number[] = [];
      const doubled = await inParts(values, most, async (part) => {
        sizes.push(part.length);
        await new Promise((resolve) => setTimeout(resolve, part[0]! % 3));
        return part.map((value) => value * 2);
      });
      expect(doubled).toEqual(values.map((value) => value * 2));
      expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(most);
    }),
    { numRuns: 30 },
  );
});

test("few parts are under way at once", async () => {
  let running = 0;
  let highest = 0;
  await inParts(Array(40).fill(0), 1, async () => {
    highest = Math.max(highest, ++running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running--;
    return [];
  });
  expect(highest).toBe(4);
});

test("a failing part begins no new one, waits for those under way, and says what is done", async () => {
  const done: number[] = [];
  const call = inParts([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 2, async (part) => {
    if (part[0] === 2) throw new RevimgError("store_failed", "Away.", { adapter: "test" });
    await new Promise((resolve) => setTimeout(resolve, 5));
    done.push(...part);
    return [];
  });
  await expect(call).rejects.toMatchObject({
    code: "store_failed",
    adapter: "test",
    details: { completed: 6 },
  });
  expect(done.sort()).toEqual([0, 1, 4, 5, 6, 7]);
});
