import { rm } from "node:fs/promises";
import { join } from "node:path";
import { clipModelFolder } from "@revimg/testing/clip-model";
import { beforeAll, describe, expect, it } from "vitest";
import type { ReindexEvent, ReindexOptions } from "../api/reindex.js";
import type { Revimg } from "../api/revimg.js";
import type { VerifyEvent } from "../api/verify-events.js";
import { folderOf, indexAll, openIndex } from "../testing/open-index.js";
import { collect, picture, temporaryFolder } from "../testing/temporary.js";

let clip: string;
beforeAll(async () => {
  clip = join(await clipModelFolder({ size: "tiny" }), "manifest.json");
});

const names = (count: number) => Array.from({ length: count }, (_, i) => `p${i}.png`);

async function move(revimg: Revimg, options: Partial<ReindexOptions> = {}) {
  const events = await collect(revimg.reindex({ model: clip, ...options }));
  const last = events.at(-1) as Extract<ReindexEvent, { type: "finished" }>;
  const { elapsedMs, ...counts } = last.progress;
  return { events, types: new Set(events.map(({ type }) => type)), ...last, counts };
}

async function problems(revimg: Revimg) {
  const events = await collect(revimg.verify());
  const { problems } = events.at(-1) as Extract<VerifyEvent, { type: "finished" }>;
  return Object.values(problems).reduce((sum, count) => sum + count, 0);
}

describe("reindex()", () => {
  it("moves the index to another model, and keeps the vectors of the one before until told otherwise", async () => {
    const dataDirectory = await temporaryFolder();
    const revimg = await openIndex({ dataDirectory });
    await indexAll(revimg, await folderOf(names(12)));
    const before = revimg.model;
    const { types, isSwitched, counts } = await move(revimg);
    expect(isSwitched).toBe(true);
    expect(counts).toEqual({ done: 12, total: 12, embedded: 12, fromThumbnails: 0, failed: 0 });
    expect([...types]).toEqual(["started", "embedded", "switched", "finished"]);
    expect(revimg.model.id).not.toBe(before.id);
    const query = await picture(3);
    const { matches } = await revimg.search({ image: query });
    expect(matches[0]).toMatchObject({ filename: "p3.png", tier: "exact" });
    expect(matches).toHaveLength(12);
    expect(await problems(revimg)).toBe(0);

    await revimg.close();
    const again = await openIndex({ dataDirectory, model: "auto" });
    expect(again.model).toEqual(revimg.model);
    expect((await again.search({ image: query })).matches).toEqual(matches);
    const { id, dimension } = before;
    expect(await again.keptVectors()).toEqual({ previous: [{ id, dimension }], unfinished: null });
    expect(await again.dropVectors("previous")).toBe(1);
    expect(await again.dropVectors("previous")).toBe(0);
    expect(await again.keptVectors()).toEqual({ previous: [], unfinished: null });
    await again.close();
    await expect(openIndex({ dataDirectory, model: "mini" })).rejects.toMatchObject({
      code: "index_mismatch",
      message: expect.stringContaining("revimg reindex --model mini"),
    });
  });

  it("goes on where an earlier call was stopped", async () => {
    const revimg = await openIndex();
    await indexAll(revimg, await folderOf(names(300)));
    for await (const { type } of revimg.reindex({ model: clip })) if (type === "embedded") break;
    expect(revimg.model.id).toMatch(/mini/);
    const { counts } = await move(revimg);
    expect(counts).toMatchObject({ done: 300, total: 300 });
    expect(counts.embedded).toBeGreaterThan(0);
    expect(counts.embedded).toBeLessThan(300);
    expect(await problems(revimg)).toBe(0);
  });

  it("stays with its model when originals are gone, unless thumbnails may stand for them", async () => {
    const revimg = await openIndex();
    const folder = await folderOf(names(4));
    await indexAll(revimg, folder);
    await rm(join(folder, "p2.png"));
    const { events, isSwitched, counts } = await move(revimg);
    expect({ isSwitched, counts }).toMatchObject({ isSwitched: false, counts: { failed: 1 } });
    expect(events.find(({ type }) => type === "failed")).toMatchObject({
      name: "p2.png",
      error: { code: "not_found" },
    });
    expect(revimg.model.id).toMatch(/mini/);
    const second = await move(revimg, { thumbnails: true });
    expect(second).toMatchObject({ isSwitched: true, counts: { embedded: 1, fromThumbnails: 1 } });
    expect((await revimg.search({ image: await picture(2) })).matches).toHaveLength(4);
  });

  it("answers each search with one model or the other", async () => {
    const revimg = await openIndex({ cache: false });
    await indexAll(revimg, await folderOf(names(150)));
    const query = { image: await picture(1000), limit: 5 };
    const ask = async () =>
      (await revimg.search(query)).matches.map(({ id, similarity }) => [id, similarity]);
    const before = await ask();
    const answers: unknown[] = [before];
    let isOver = false;
    const asking = (async () => {
      while (!isOver) answers.push(await ask());
    })();
    await move(revimg);
    isOver = true;
    await asking;
    const after = await ask();
    answers.push(after);
    expect(after).not.toEqual(before);
    const isAfter = answers.map((answer) => JSON.stringify(answer) === JSON.stringify(after));
    const isBefore = answers.map((answer) => JSON.stringify(answer) === JSON.stringify(before));
    expect(isAfter.every((is, i) => is || isBefore[i])).toBe(true);
    expect(isBefore.lastIndexOf(true)).toBeLessThan(isAfter.indexOf(true));
  });

  it("loses nothing that is indexed or deleted meanwhile", async () => {
    const revimg = await openIndex();
    await indexAll(revimg, await folderOf(names(140)));
    const { images } = await revimg.list({ limit: 3 });
    const late = await folderOf(names(60), 500);
    const indexing = indexAll(revimg, late);
    const gone = images.map(({ id }) => id);
    const [moved] = await Promise.all([move(revimg), indexing, revimg.delete(gone)]);
    expect(moved.isSwitched).toBe(true);
    expect((await revimg.stats()).count).toBe(140 + 60 - 3);
    expect(await problems(revimg)).toBe(0);
    const { matches } = await revimg.search({ image: await picture(559), limit: 1 });
    expect(matches[0]).toMatchObject({ filename: "p59.png", tier: "exact" });
  });

  it("embeds anew what an indexing run has embedded before the move, and not written", async () => {
    const revimg = await openIndex();
    const late = names(120);
    let isMoved = false;
    for await (const { type } of revimg.index(await folderOf(late))) {
      // Meanwhile the next batches are prepared with the model of before.
      if (type !== "added" || isMoved) continue;
      isMoved = (await move(revimg)).isSwitched;
    }
    expect(isMoved).toBe(true);
    for (const [i, filename] of late.entries()) {
      const { matches } = await revimg.search({ image: await picture(i), limit: 1 });
      expect(matches[0]).toMatchObject({ filename, tier: "exact" });
      expect(matches[0]!.similarity).toBeCloseTo(1, 3);
    }
  });

  it("gives the pictures the new model's tags, and leaves those of people", async () => {
    const revimg = await openIndex({ model: clip });
    await indexAll(revimg, [
      { bytes: await picture(1), filename: "one.png", tags: ["mine"] },
      { bytes: await picture(2), filename: "two.png" },
    ]);
    await move(revimg, { model: "mini" });
    const fresh = await openIndex();
    await indexAll(fresh, [{ bytes: await picture(1), filename: "one.png", tags: ["mine"] }]);
    const [expected] = (await fresh.list()).images;
    expect(await revimg.get(expected!.id)).toMatchObject({ tags: expected!.tags });
  });

  it("refuses a third model while a move has begun, until that is given up", async () => {
    const revimg = await openIndex();
    await indexAll(revimg, await folderOf(names(3)));
    for await (const { type } of revimg.reindex({ model: clip })) if (type === "started") break;
    const other = join(await clipModelFolder({ size: "tiny", seed: 9 }), "manifest.json");
    await expect(move(revimg, { model: other })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("revimg reindex --abandon"),
    });
    const { unfinished } = await revimg.keptVectors();
    expect(unfinished?.id).toMatch(/^clip-tiny/);
    expect(unfinished?.id).not.toBe(revimg.model.id);
    expect(await revimg.dropVectors("unfinished")).toBe(1);
    expect((await revimg.keptVectors()).unfinished).toBeNull();
    expect(await revimg.dropVectors("unfinished")).toBe(0);
    expect((await move(revimg, { model: other })).isSwitched).toBe(true);
  });

  it("has nothing to do for the model that the index has", async () => {
    const revimg = await openIndex();
    await indexAll(revimg, await folderOf(names(2)));
    const { types, counts } = await move(revimg, { model: "mini" });
    expect([...types]).toEqual(["started", "finished"]);
    expect(counts).toMatchObject({ done: 2, embedded: 0 });
  });
});
