import { describe, expect, it } from "vitest";
import { finishedSummary, interruptedSummary } from "./index-summary.js";

const none = { added: 0, updated: 0, unchanged: 0, failed: 0, elapsedMs: 20_000 };
const failure = {
  name: "photos/broken.jpg",
  code: "image_decode_failed",
  reason: "It ends early.",
} as const;

describe("finishedSummary", () => {
  it("counts what was added, updated, already there and failed, with every reason", () => {
    const progress = {
      done: 800,
      total: 800,
      added: 790,
      updated: 2,
      unchanged: 7,
      failed: 1,
      elapsedMs: 20_000,
    };
    expect(finishedSummary(progress, [failure])).toEqual([
      "Went through 800 pictures in 20 s (40 pictures/s):",
      "  790 added",
      "    2 updated (known pictures in a new place or with new details)",
      "    7 already indexed",
      "    1 failed",
      "",
      "1 file could not be indexed:",
      "  photos/broken.jpg: It ends early.",
    ]);
  });

  it("says that nothing was new", () => {
    const progress = { ...none, done: 800, total: 800, unchanged: 800 };
    expect(finishedSummary(progress, [])).toEqual([
      "Nothing new: 800 pictures were already indexed.",
    ]);
  });

  it("says that there was nothing at all", () => {
    expect(finishedSummary({ ...none, done: 0, total: 0 }, []).join()).toContain(
      "No pictures were found",
    );
  });
});

describe("interruptedSummary", () => {
  it("says how far it came and how to go on", () => {
    const progress = { ...none, done: 312, total: 800, added: 312 };
    expect(interruptedSummary(progress, [], "revimg index ./photos")).toEqual([
      "Stopped after 312 of 800 pictures; what is done stays done.",
      "  312 added",
      "To go on, run the same command again:",
      "  revimg index ./photos",
    ]);
  });
});
