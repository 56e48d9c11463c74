import { expect, it } from "vitest";
import { formatBytes, formatDuration, formatPictures, formatRate } from "./format.js";

it.each([
  [0, "under 1 s"],
  [1499, "1 s"],
  [59_499, "59 s"],
  [59_500, "1 min 0 s"],
  [200_000, "3 min 20 s"],
  [3_599_400, "59 min 59 s"],
  [3_900_000, "1 h 05 min"],
  [7_199_999, "2 h 00 min"],
])("formats %d ms as %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

it.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [12_449_000, "12.4 MB"],
  [99_960_000, "100 MB"],
  [999_600_000, "1.0 GB"],
])("formats %d bytes as %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it("formats counts and rates", () => {
  expect(formatPictures(1)).toBe("1 picture");
  expect(formatPictures(12_345)).toBe("12,345 pictures");
  expect(formatRate(4.25)).toBe("4.3 pictures/s");
  expect(formatRate(1234.5)).toBe("1,235 pictures/s");
});
