import { describe, expect, test } from "vitest";
import { Pace } from "./pace.js";

const images = (count: number) => Array.from({ length: count }, () => ({ kind: "image" }));
/** A batch that began that long ago. */
const begun = (count: number, milliseconds: number, kind = "image") => ({
  kind,
  count,
  startedAt: performance.now() - milliseconds,
});

/** A pace of 100 ms a picture. */
function measured(workers: number): Pace {
  const pace = new Pace(workers, 8);
  pace.learn(begun(8, 800));
  return pace;
}

describe("Pace", () => {
  test("promises anything before it has measured", () => {
    expect(new Pace(1, 8).estimate("image", images(100), [begun(8, 0)])).toBe(0);
    expect(measured(1).estimate("text", images(100), [begun(8, 0)])).toBe(0);
  });

  test("promises anything while a worker is free", () => {
    expect(measured(2).estimate("image", [], [begun(8, 0)])).toBe(0);
  });

  test("counts what runs, what is ahead, and the item itself", () => {
    expect(measured(1).estimate("image", images(11), [begun(8, 300)])).toBeCloseTo(1700, -1);
  });

  test("divides among workers all but the item's own batch", () => {
    const running = [begun(8, 0), begun(8, 400)];
    expect(measured(2).estimate("image", images(9), running)).toBeCloseTo(600 + 400 + 200, -1);
  });

  test("expects nothing of a batch that is overdue", () => {
    expect(measured(1).estimate("image", [], [begun(8, 2000)])).toBeCloseTo(100, -1);
  });

  test("follows a change of pace step by step", () => {
    const pace = measured(1);
    pace.learn(begun(1, 200));
    expect(pace.each("image")).toBeCloseTo(120, -1);
  });

  test("says when everything will have been served, 1 ms at least", () => {
    expect(measured(2).drainMs(images(10))).toBeCloseTo(500, -1);
    expect(measured(2).drainMs([])).toBe(1);
  });
});
