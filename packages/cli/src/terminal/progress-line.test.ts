import { describe, expect, it } from "vitest";
import { progressLine, progressSentence } from "./progress-line.js";
import { createStyle } from "./terminal.js";
import { textWidth } from "./text-width.js";

const plain = createStyle(false);
const halfWay = {
  done: 400,
  total: 800,
  added: 300,
  updated: 0,
  unchanged: 97,
  failed: 3,
  elapsedMs: 10_000,
};

describe("progressLine", () => {
  it("shows bar, counts, share, rate, time left and failures", () => {
    expect(progressLine({ progress: halfWay, rate: 40 }, 100, plain)).toBe(
      `${"█".repeat(15)}${"░".repeat(15)}  400 of 800 pictures  50 %  40 pictures/s  10 s left  3 failed`,
    );
  });

  it("never exceeds the width, and keeps the failures as long as it can", () => {
    for (let width = 1; width <= 120; width++) {
      const line = progressLine({ progress: halfWay, rate: 40 }, width, plain);
      expect(textWidth(line)).toBeLessThanOrEqual(width);
      if (width >= 30) expect(line).toContain("3 failed");
    }
  });

  it("drops the bar first, then the share, the rate and the time left", () => {
    const at = (width: number) => progressLine({ progress: halfWay, rate: 40 }, width, plain);
    expect(at(62)).toBe("400 of 800 pictures  50 %  40 pictures/s  10 s left  3 failed");
    expect(at(55)).toBe("400 of 800 pictures  40 pictures/s  10 s left  3 failed");
    expect(at(41)).toBe("400 of 800 pictures  10 s left  3 failed");
    expect(at(30)).toBe("400 of 800 pictures  3 failed");
    expect(at(10)).toBe("400 of 80…");
  });

  it("shows neither bar nor time left while the number of pictures is unknown", () => {
    const line = progressLine(
      { progress: { ...halfWay, total: undefined, failed: 0 }, rate: 4.26 },
      100,
      plain,
    );
    expect(line).toBe("400 pictures  4.3 pictures/s");
  });

  it("tells how the tags come on, in words and then in pictures", () => {
    const progress = { ...halfWay, done: 800 };
    const words = { step: "labels", done: 1200, total: 3750 } as const;
    expect(progressLine({ progress, tagging: words, rate: 30 }, 100, plain)).toBe(
      `${"█".repeat(9)}${"░".repeat(21)}  Preparing tags 1,200 of 3,750 words  32 %  1 min 25 s left  3 failed`,
    );
    const pictures = { step: "pictures", done: 500, total: 4000 } as const;
    expect(progressSentence({ progress, tagging: pictures, rate: 250 })).toBe(
      "Tagging 500 of 4,000 pictures, 14 s left, 3 failed",
    );
  });

  it("colours the bar and the failures without changing the width", () => {
    const coloured = progressLine({ progress: halfWay, rate: 40 }, 100, createStyle(true));
    expect(coloured).toContain("\x1b[31m3 failed\x1b[39m");
    expect(textWidth(coloured)).toBe(
      textWidth(progressLine({ progress: halfWay, rate: 40 }, 100, plain)),
    );
  });
});

describe("progressSentence", () => {
  it("says the same without a bar", () => {
    expect(progressSentence({ progress: halfWay, rate: 40 })).toBe(
      "400 of 800 pictures, 40 pictures/s, 10 s left, 3 failed",
    );
  });
});
