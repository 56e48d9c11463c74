import { describe, expect, it } from "vitest";
import { progressLine } from "./model-progress.js";
import { textWidth } from "./text-width.js";

const progress = {
  file: "onnx/vision_model.onnx",
  received: 120_000_000,
  total: 352_000_000,
  bytesPerSecond: 10_000_000,
};

describe("progressLine", () => {
  it("shows a bar, the bytes, the share, the rate and the time left", () => {
    expect(progressLine(progress, 120)).toBe(
      "██████████░░░░░░░░░░░░░░░░░░░░  onnx/vision_model.onnx  120 MB of 352 MB  34 %  10.0 MB/s  23 s left",
    );
  });

  it("counts only, while the size is not known", () => {
    const line = progressLine({ ...progress, total: null, bytesPerSecond: 0 }, 120);
    expect(line).toBe("onnx/vision_model.onnx  120 MB");
  });

  it.each([20, 60, 80, 100])("fits into %i columns", (width) => {
    expect(textWidth(progressLine(progress, width))).toBeLessThanOrEqual(width);
  });
});
