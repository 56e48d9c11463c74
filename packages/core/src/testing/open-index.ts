import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { IndexEvent, IndexOptions, IndexSource } from "../api/indexing.js";
import type { RevimgOptions } from "../api/options.js";
import type { Revimg } from "../api/revimg.js";
import { createRevimg } from "../open/create-revimg.js";
import { collect, picture, temporaryFolder } from "./temporary.js";

/** An index that is closed after the test; in a temporary folder unless one is named. */
export async function openIndex(options: RevimgOptions = {}): Promise<Revimg> {
  const dataDirectory = options.dataDirectory ?? (await temporaryFolder());
  const revimg = await createRevimg({ model: "mini", ...options, dataDirectory });
  onTestFinished(() => revimg.close());
  return revimg;
}

/** A temporary folder of different pictures with these names. */
export async function folderOf(names: readonly string[], seed = 0): Promise<string> {
  const folder = await temporaryFolder();
  for (const [i, name] of names.entries()) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), await picture(seed + i));
  }
  return folder;
}

/** Runs to the end; of the totals, the counters. */
export async function indexAll(revimg: Revimg, source: IndexSource, options?: IndexOptions) {
  const events = await collect(revimg.index(source, options));
  const finished = events.at(-1) as Extract<IndexEvent, { type: "finished" }>;
  const { done, total, added, updated, unchanged, failed } = finished.progress;
  const totals = { done, total, added, updated, unchanged, failed };
  return { events, totals, failures: finished.failures };
}

/** What `indexAll` counts, with zeros filled in. */
export const totals = (
  counts: Partial<Record<"added" | "updated" | "unchanged" | "failed", number>>,
) => {
  const all = { added: 0, updated: 0, unchanged: 0, failed: 0, ...counts };
  const done = all.added + all.updated + all.unchanged + all.failed;
  return { ...all, done, total: done };
};
