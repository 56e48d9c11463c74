import { execFile } from "node:child_process";
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { createRevimg } from "../open/create-revimg.js";
import type { ImageRecord } from "../stores/image-record.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { folderOf, indexAll, openIndex } from "../testing/open-index.js";
import { collect, temporaryFolder } from "../testing/temporary.js";
import { exportIndex } from "./export-index.js";
import { importIndex } from "./import-index.js";
import { openSource } from "./migrate.js";
import { NpyReader } from "./npy.js";
import type { TransferEvent } from "./transfer-events.js";

let template: Promise<{ dataDirectory: string; exported: string }> | undefined;

/** An index with a failed row and one whose title has every kind of line end, and its export; each test's own copy. */
async function makeExport() {
  template ??= makeTemplate();
  const { dataDirectory, exported } = await template;
  const folder = await temporaryFolder();
  await cp(exported, folder, { recursive: true });
  return { dataDirectory, folder };
}

/** Longer than one test. */
async function keptFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "revimg-export-"));
  kept.push(folder);
  return folder;
}

const kept: string[] = [];

afterAll(async () => {
  for (const folder of kept) await rm(folder, { recursive: true, force: true });
});

async function makeTemplate() {
  const dataDirectory = await keptFolder();
  const revimg = await createRevimg({ dataDirectory, model: "mini" });
  await indexAll(revimg, await folderOf(["a.jpg", "b.jpg", "c.jpg", "d.jpg"]), {
    originals: "copy",
  });
  const bytes = await readFile(join(await folderOf(["e.jpg"], 40), "e.jpg"));
  await indexAll(revimg, [
    { bytes, title: "one\ntwo\u2028three\rfour" },
    { bytes: new TextEncoder().encode("no picture"), filename: "bad.jpg" },
  ]);
  await revimg.close();
  const exported = await keptFolder();
  await collect(exportIndex({ dataDirectory }, exported));
  return { dataDirectory, exported };
}

async function rowsOf(dataDirectory: string): Promise<ImageRecord[]> {
  const stores = await openSource({ dataDirectory });
  const { ids } = await stores.metadata.scan({ after: null, pageSize: 100 });
  const rows = (await stores.metadata.get(ids)) as ImageRecord[];
  await stores.close();
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const finishedOf = (events: TransferEvent[]) =>
  events.at(-1) as Extract<TransferEvent, { type: "finished" }>;

test("an export is what its documentation says, and sha256sum agrees", async () => {
  const { dataDirectory, folder } = await makeExport();
  expect((await readdir(folder)).sort()).toEqual(
    ["SHA256SUMS", "index.json", "originals", "rows.jsonl", "thumbnails", "vectors.npy"].sort(),
  );
  const { stdout } = await promisify(execFile)("sha256sum", ["-c", "--quiet", "SHA256SUMS"], {
    cwd: folder,
  });
  expect(stdout).toBe("");
  const rows = (await readFile(join(folder, "rows.jsonl"), "utf8")).trimEnd().split("\n");
  const records = rows.map((line) => JSON.parse(line) as ImageRecord);
  expect([...records].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(await rowsOf(dataDirectory));
  const matrix = await NpyReader.open(join(folder, "vectors.npy"));
  expect([matrix.rows, matrix.columns]).toEqual([6, 512]);
  for (const [i, { status }] of records.entries()) {
    const row = await matrix.row(i);
    if (status === "failed") expect(row).toBeNull();
    else expect(row!.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
  }
  await matrix.close();
});

test("an import is the same index again, and is whole", async () => {
  const { dataDirectory, folder } = await makeExport();
  const to = await temporaryFolder();
  const { report, problems } = finishedOf(
    await collect(importIndex(folder, { dataDirectory: to })),
  );
  expect(problems).toBe(0);
  expect(report).toMatchObject({
    rows: { source: 6, target: 6 },
    vectors: { source: 5, target: 5 },
    searches: { asked: 5, agreement: 1, maxDifference: 0 },
    matches: true,
  });
  expect(await rowsOf(to)).toEqual(await rowsOf(dataDirectory));
  const revimg = await openIndex({ dataDirectory: to });
  expect((await collect(revimg.verify())).filter(({ type }) => type === "problem")).toEqual([]);
});

test("an export carries paths of several pictures, and all that sources say", async () => {
  const made = await makeExport();
  const dataDirectory = await temporaryFolder();
  await cp(made.dataDirectory, dataDirectory, { recursive: true });
  const [first, second] = await rowsOf(dataDirectory);
  const file = { path: "/shared.jpg", mtimeMs: 2.5, ctimeMs: 3.25, tags: ["b", "a"] };
  const stores = await openSource({ dataDirectory });
  await stores.metadata.put([
    { ...first!, sources: [file, {}] },
    { ...second!, sources: [{ title: "From memory", tags: [] }, file] },
  ]);
  await stores.close();
  const [folder, to] = [await temporaryFolder(), await temporaryFolder()];
  await collect(exportIndex({ dataDirectory }, folder));
  await collect(importIndex(folder, { dataDirectory: to }));
  expect(await rowsOf(to)).toEqual(await rowsOf(dataDirectory));
});

test("a damaged export is refused with what is damaged, before anything is written", async () => {
  const { folder } = await makeExport();
  const thumbnails = (await readFile(join(folder, "SHA256SUMS"), "utf8"))
    .split("\n")
    .flatMap((line) => /thumbnails\/.+/.exec(line) ?? []);
  await appendFile(join(folder, thumbnails[0]!), "x");
  await rm(join(folder, thumbnails[1]!));
  const to = { metadata: memoryMetadata(), vectors: memoryVectors(), blobs: memoryBlobs() };
  await expect(collect(importIndex(folder, to))).rejects.toMatchObject({
    code: "invalid_input",
    details: { damaged: [thumbnails[0], thumbnails[1]], count: 2 },
    message: expect.stringContaining(thumbnails[1]!),
  });
  await to.metadata.open({ collection: "default" });
  expect(await to.metadata.getMeta("manifest")).toBeNull();
});

test("a list that names files elsewhere, lacks its own, or is absent is refused", async () => {
  const { folder } = await makeExport();
  const file = join(folder, "SHA256SUMS");
  const list = await readFile(file, "utf8");
  const to = { metadata: memoryMetadata(), vectors: memoryVectors(), blobs: memoryBlobs() };
  await writeFile(file, `${list}${"0".repeat(64)}  ../../etc/passwd\n`);
  await expect(collect(importIndex(folder, to))).rejects.toMatchObject({ code: "invalid_input" });
  await writeFile(file, list.replace(/.*rows\.jsonl\n/, ""));
  await expect(collect(importIndex(folder, to))).rejects.toMatchObject({
    details: { damaged: ["rows.jsonl"] },
  });
  await rm(file);
  await expect(collect(importIndex(folder, to))).rejects.toMatchObject({ code: "not_found" });
});

test("an export and an import that were stopped go on with the same call", async () => {
  const { dataDirectory } = await makeExport();
  const folder = await temporaryFolder();
  const stopped = exportIndex({ dataDirectory }, folder);
  await stopped.next();
  await stopped.return();
  expect(await readdir(folder)).not.toContain("SHA256SUMS");
  await collect(exportIndex({ dataDirectory }, folder));
  await expect(collect(exportIndex({ dataDirectory }, folder))).rejects.toMatchObject({
    code: "invalid_input",
  });
  const stores = { metadata: memoryMetadata(), vectors: memoryVectors(), blobs: memoryBlobs() };
  const controller = new AbortController();
  const reason = new Error("enough");
  const put = async (...args: Parameters<typeof stores.blobs.put>) => {
    controller.abort(reason);
    return stores.blobs.put(...args);
  };
  const stopping = importIndex(
    folder,
    { ...stores, blobs: { ...stores.blobs, put } },
    { signal: controller.signal },
  );
  await expect(collect(stopping)).rejects.toBe(reason);
  expect(finishedOf(await collect(importIndex(folder, stores))).report.matches).toBe(true);
  expect(finishedOf(await collect(importIndex(folder, stores))).progress).toMatchObject({
    copied: 0,
    unchanged: 6,
  });
});

test("a folder with anything else in it, or no index to export, is refused", async () => {
  const { dataDirectory } = await makeExport();
  const folder = await temporaryFolder();
  await writeFile(join(folder, "mine.txt"), "mine");
  await expect(collect(exportIndex({ dataDirectory }, folder))).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("mine.txt"),
  });
  const empty = { dataDirectory: await temporaryFolder() };
  await expect(collect(exportIndex(empty, folder))).rejects.toMatchObject({ code: "not_found" });
});
