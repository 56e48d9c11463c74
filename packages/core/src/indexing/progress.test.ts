import { stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { IndexProgress } from "../api/indexing.js";
import { folderOf, indexAll, openIndex } from "../testing/open-index.js";

const names = Array.from({ length: 40 }, (_, i) => `${String(i).padStart(2, "0")}.jpg`);

test("progress tells bytes, and where the pictures are that are not done", async () => {
  const folder = await folderOf(names);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  const revimg = await openIndex();
  const { events } = await indexAll(revimg, folder);
  const all = events.map(({ progress }) => progress);
  for (const { done, total, queues } of all) {
    const { listed, reading, writing } = queues;
    expect(Math.min(listed, reading, writing)).toBeGreaterThanOrEqual(0);
    if (total !== undefined) expect(listed + reading + writing + done).toBe(total);
  }
  expect(all.some(({ queues }) => queues.writing > 0)).toBe(true);
  const last = all.at(-1) as IndexProgress;
  expect(last.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
  expect(last.queues).toEqual({ listed: 0, reading: 0, writing: 0 });
});
