import { expect, test } from "vitest";
import { runLine } from "./run-line.js";

test("a run is one line of what it changed, or none", () => {
  const now = new Date(2026, 10, 29, 7, 5, 9);
  const none = { added: 0, updated: 0, failed: 0 };
  expect(runLine(none, 0, now)).toBeNull();
  expect(runLine({ ...none, added: 1_200, failed: 1 }, 3, now)).toBe(
    "07:05:09  1,200 added, 3 removed, 1 failed",
  );
});
