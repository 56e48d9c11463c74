import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRevimg } from "@revimg/core";
import { expect, onTestFinished, test } from "vitest";
import { openFilled } from "./filled-index.js";
import { ScanData } from "./scan-data.js";

test("an index is filled with rows that searches find, and opens again", async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), "revimg-filled-"));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  const filled = await openFilled(dataDirectory, 501);
  const { id: model, dimension } = filled.model;
  expect((await filled.stats()).count).toBe(501);
  const vector = new Float32Array(dimension);
  new ScanData({ dimension }).fill(vector, 500);
  const { matches } = await filled.search({ vector, model, limit: 1 });
  expect(matches).toMatchObject([{ filename: "photo-500.jpg" }]);
  await filled.close();
  await using again = await createRevimg({ dataDirectory, model: "mini" });
  expect((await again.stats()).count).toBe(501);
});
