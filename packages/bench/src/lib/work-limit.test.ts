import { tracingChannel } from "node:diagnostics_channel";
import { describe, expect, test } from "vitest";
import { meanOfBatches, measureModelAlone, watchBatches } from "./work-limit.js";

describe("watchBatches", () => {
  test("counts batches of pictures by their size, until it is stopped", () => {
    const channel = tracingChannel("revimg:embed");
    const run = (count: number, kind: string) => channel.traceSync(() => {}, { count, kind });
    const batches = watchBatches();
    run(8, "image");
    run(3, "image");
    run(8, "image");
    run(5, "text");
    const sizes = batches.stop();
    run(8, "image");
    expect(sizes).toEqual({ 3: 1, 8: 2 });
  });
});

describe("meanOfBatches", () => {
  test("weighs each batch by the pictures in it", () => {
    // 1 batch of 2 pictures takes 20 ms, 3 batches of 4 take 28 ms each: 104 ms for 14 pictures.
    expect(meanOfBatches({ 2: 1, 4: 3 }, { 2: 20, 4: 28 })).toBeCloseTo(104 / 14);
  });

  test("refuses to divide by no pictures", () => {
    expect(() => meanOfBatches({}, {})).toThrow(RangeError);
  });
});

describe("measureModelAlone", () => {
  test("runs the built-in model in batches of the sizes that occurred", async () => {
    expect(await measureModelAlone({ 2: 1, 5: 1 })).toBeGreaterThan(0);
  });
});
