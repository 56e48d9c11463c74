import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Revimg } from "../api/revimg.js";
import { createMemory, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { indexAll, openIndex } from "../testing/open-index.js";
import { collect, picture, temporaryFolder } from "../testing/temporary.js";
import { evaluateClasses } from "./class-figures.js";
import { readPictureFolder } from "./class-folder.js";
import { evaluateEdited } from "./edited-figures.js";
import { renderReport } from "./html/render-report.js";
import type { EvaluationReport } from "./report.js";
import { openThrowawayIndex } from "./throwaway-index.js";

const plain = (r: number, g: number, b: number, size = 64) =>
  sharp({ create: { width: size, height: size, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();

/** Red and blue pictures, which any model tells apart, one of them two folders deep. */
async function classFolder(): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of ["red", "blue/deep/er"]) {
    await mkdir(join(folder, name), { recursive: true });
  }
  for (let i = 0; i < 4; i++) {
    await writeFile(join(folder, "red", `${i}.png`), await plain(200 + 10 * i, 10, 10 + i));
    const deep = i === 3 ? "blue/deep/er" : "blue";
    await writeFile(join(folder, deep, `${i}.png`), await plain(10 + i, 10, 190 + 10 * i));
  }
  return folder;
}

async function indexed(folder: string, more: Parameters<typeof openIndex>[0] = {}) {
  const revimg = await openIndex(more);
  await indexAll(revimg, folder);
  return revimg;
}

test("a folder's subfolders are its classes, however deep the pictures lie", async () => {
  const folder = await classFolder();
  await writeFile(join(folder, "loose.png"), await plain(0, 200, 0));
  await writeFile(join(folder, "red", "same-again.png"), await plain(200, 10, 10));
  await symlink(join(folder, "nowhere"), join(folder, "red", "gone.png"));
  const { pictures, duplicates, failures } = await readPictureFolder(folder);
  expect(failures).toEqual([
    expect.objectContaining({ name: join(folder, "red", "gone.png"), code: "not_found" }),
  ]);
  const classes = pictures.map((picture) => [picture.path.slice(folder.length + 1), picture.class]);
  expect(classes).toContainEqual([join("blue", "deep", "er", "3.png"), "blue"]);
  expect(classes).toContainEqual(["loose.png", null]);
  expect(classes).toHaveLength(9);
  expect(duplicates).toEqual([join(folder, "red", "same-again.png")]);
});

test("classes that lie apart have figures of 1, distractors and the query itself count as wrong or not at all", async () => {
  const folder = await classFolder();
  const revimg = await indexed(folder);
  await indexAll(revimg, [{ bytes: await picture(1) }, { bytes: await picture(2) }]);
  const { pictures } = await readPictureFolder(folder);
  const progress: number[] = [];
  const figures = await evaluateClasses(revimg, pictures, {
    onProgress: ({ done, total }) => progress.push(done / total),
  });
  expect(figures).toMatchObject({ queries: 8, map: 1, depth: 9, distractors: 2, single: [] });
  // Three others of the class: all within five, which leaves two of five wrong.
  expect(figures.precision).toEqual({ 1: 1, 5: 3 / 5, 10: 3 / 10, 20: 3 / 20 });
  expect(figures.recall[1]).toBeCloseTo(1 / 3, 12);
  expect(figures.recall[5]).toBe(1);
  expect(figures.hit[1]).toBe(1);
  expect(figures.classes.map(({ name, pictures, map }) => [name, pictures, map])).toEqual([
    ["blue", 4, 1],
    ["red", 4, 1],
  ]);
  expect(figures.curve.map(({ k }) => k)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(figures.worst[0]!.nearest).toHaveLength(6);
  expect(figures.worst[0]!.nearest.some(({ path }) => path === figures.worst[0]!.path)).toBe(false);
  expect(progress.at(-1)).toBe(1);
});

test("a store decides what is found; its order and its scores change no figure", async () => {
  const folder = await classFolder();
  const vectors = memoryVectors();
  const backwards = {
    ...vectors,
    query: async (...args: Parameters<typeof vectors.query>) =>
      (await vectors.query(...args)).map((hit) => ({ ...hit, score: 0.5 })).reverse(),
  };
  const { pictures } = await readPictureFolder(folder);
  const [first, second] = [await indexed(folder), await indexed(folder, { vectors: backwards })];
  expect(await evaluateClasses(second, pictures)).toEqual(await evaluateClasses(first, pictures));
});

test("a class of one picture has nothing to find and is a distractor", async () => {
  const folder = await classFolder();
  await mkdir(join(folder, "green"));
  await writeFile(join(folder, "green", "one.png"), await plain(0, 200, 0));
  const { pictures } = await readPictureFolder(folder);
  const figures = await evaluateClasses(await indexed(folder), pictures);
  expect(figures).toMatchObject({ queries: 8, single: ["green"], distractors: 1 });
  expect(figures.classes.map(({ name }) => name)).toEqual(["blue", "red"]);
});

test("a sample asks with as many as wanted, and the same ones again", async () => {
  const folder = await classFolder();
  const revimg = await indexed(folder);
  const { pictures } = await readPictureFolder(folder);
  const figures = await evaluateClasses(revimg, pictures, { queries: 3, seed: 5 });
  expect(figures.queries).toBe(3);
  expect(await evaluateClasses(revimg, pictures, { queries: 3, seed: 5 })).toEqual(figures);
});

test("what can't be evaluated says why", async () => {
  const folder = await classFolder();
  const revimg = await indexed(folder);
  const { pictures } = await readPictureFolder(folder);
  const red = pictures.filter((picture) => picture.class === "red");
  const invalid = { code: "invalid_input" };
  await expect(evaluateClasses(revimg, red)).rejects.toMatchObject(invalid);
  await expect(evaluateClasses(revimg, [])).rejects.toMatchObject(invalid);
  await expect(evaluateEdited(await openIndex(), pictures)).rejects.toMatchObject(invalid);
  await expect(evaluateClasses({ ...revimg } as Revimg, pictures)).rejects.toMatchObject(invalid);
  await expect(readPictureFolder(join(folder, "nowhere"))).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(readPictureFolder(await temporaryFolder())).rejects.toMatchObject(invalid);
  await expect(readPictureFolder(join(folder, "red", "0.png"))).rejects.toMatchObject(invalid);
});

test("an abort ends an evaluation with its reason", async () => {
  const folder = await classFolder();
  const revimg = await indexed(folder);
  const { pictures } = await readPictureFolder(folder);
  for (const evaluate of [evaluateClasses, evaluateEdited]) {
    const controller = new AbortController();
    const reason = new Error("enough");
    const running = evaluate(revimg, pictures, {
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
  }
});

test("edited copies find their originals, each edit with its own figure", async () => {
  const folder = await temporaryFolder();
  for (let i = 0; i < 3; i++) await writeFile(join(folder, `${i}.jpg`), await picture(i));
  const revimg = await indexed(folder);
  const { pictures } = await readPictureFolder(folder);
  const figures = await evaluateEdited(revimg, pictures, { queries: 2 });
  expect(figures).toMatchObject({ copies: 24, among: 3 });
  expect(figures.transformations).toHaveLength(12);
  const jpeg = figures.transformations.find(({ name }) => name === "jpeg_q20");
  expect(jpeg).toMatchObject({ copies: 2, recallAt1: 1 });
  const sum = figures.transformations.reduce((total, { recallAt1 }) => total + recallAt1, 0);
  expect(figures.recallAt1).toBeCloseTo(sum / 12, 12);
});

test("a throwaway index leaves nothing behind, neither in stores nor in the temporary folder", async () => {
  const memory = createMemory();
  const folder = await temporaryFolder();
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const index = await openThrowawayIndex({
    model: "mini",
    vectors: () => memoryVectors({ memory }),
    metadata: () => memoryMetadata({ memory }),
  });
  await collect(index.revimg.index([{ bytes: await picture(1) }]));
  expect([memory.spaces.size, memory.collections.size]).toEqual([1, 1]);
  expect(await readdir(folder)).toHaveLength(1);
  await index[Symbol.asyncDispose]();
  await index[Symbol.asyncDispose]();
  expect([memory.spaces.size, memory.collections.size]).toEqual([0, 0]);
  expect(await readdir(folder)).toEqual([]);
});

test("a report is one page with the worst cases in it, and names are text", async () => {
  const folder = await classFolder();
  await mkdir(join(folder, "<b>'&"));
  for (const i of [1, 2]) {
    await writeFile(join(folder, "<b>'&", `${i}.png`), await plain(10 * i, 200, 10));
  }
  const revimg = await indexed(folder);
  const { pictures } = await readPictureFolder(folder);
  const run = {
    name: "mini",
    model: { id: "mini-2", dimension: 512 },
    stores: { vectors: "sqlite", metadata: "sqlite" },
    pictures: 10,
    failures: [],
    classes: await evaluateClasses(revimg, pictures),
    edited: await evaluateEdited(revimg, pictures, { queries: 1 }),
  };
  const report: EvaluationReport = {
    folder: "./pictures & more",
    distractors: null,
    duplicates: 0,
    seed: 1,
    runs: [run, { ...run, name: "other" }],
  };
  // Gone since: its place stays empty.
  await rm(run.classes.worst[0]!.path);
  const page = await renderReport(report);
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain("./pictures &#38; more");
  expect(page).not.toContain("<b>'&");
  expect(page).toContain("&#60;b&#62;&#39;&#38;");
  expect(page).toMatch(/<img src="data:image\/webp;base64,/);
  expect(page).toContain('class="missing"');
  expect(page.match(/<path class="line run-1"/g)).toHaveLength(2);
  // Nothing is fetched, and nothing runs.
  expect(page).not.toMatch(/<script|<link|https?:|url\(|@import/);
});
