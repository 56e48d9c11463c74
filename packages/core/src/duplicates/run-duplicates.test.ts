import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import type { DuplicateGroup, DuplicatesEvent, DuplicatesOptions } from "../api/duplicates.js";
import type { Revimg } from "../api/revimg.js";
import { seededRandom, transformations } from "../evaluation/index.js";
import { createRevimg } from "../open/create-revimg.js";
import { drawTextured } from "../pictures/test-pictures.js";
import { memoryBlobs, memoryMetadata, memoryVectors } from "../stores/memory/index.js";
import { indexAll, openIndex } from "../testing/open-index.js";
import { collect, picture, temporaryFolder } from "../testing/temporary.js";

const edits = ["crop", "resize_25", "brightness_up", "border", "mirror"];

/** The file of each scene and of its copies: `2-crop.jpg`. */
async function pictures(): Promise<{ bytes: Uint8Array; filename: string; sourceUrl: string }[]> {
  const items: { bytes: Uint8Array; filename: string; sourceUrl: string }[] = [];
  const add = (bytes: Uint8Array, filename: string) =>
    items.push({ bytes, filename, sourceUrl: `https://${filename[0]}.example/${filename}` });
  for (let seed = 0; seed < 6; seed++) {
    const bytes = await drawTextured(seed);
    add(bytes, `${seed}.png`);
    if (seed === 0) add(await sharp(bytes).webp({ lossless: true }).toBuffer(), "0-pixels.webp");
    if (seed === 0 || seed > 2) continue;
    for (const { name, apply } of transformations.filter(({ name }) => edits.includes(name))) {
      add(await apply(bytes, seededRandom(seed)), `${seed}-${name}.jpg`);
    }
  }
  return items;
}

let revimg: Revimg;

beforeAll(async () => {
  const stores = { metadata: memoryMetadata(), vectors: memoryVectors(), blobs: memoryBlobs() };
  revimg = await createRevimg({ model: "mini", ...stores });
  // One after the other, so that each has a date of its own or its id decides.
  await indexAll(revimg, await pictures());
  return () => revimg.close();
});

async function run(options?: DuplicatesOptions, index = revimg) {
  const events: DuplicatesEvent[] = await collect(index.duplicates(options));
  const groups = events.flatMap((event) => (event.type === "group" ? [event.group] : []));
  const end = events.at(-1) as Extract<DuplicatesEvent, { type: "finished" }>;
  return { groups, end };
}

const names = ({ members }: DuplicateGroup) => members.map(({ image }) => image.filename);
const sorted = (groups: readonly DuplicateGroup[]) =>
  groups.map((group) => names(group).toSorted()).toSorted();

const groupOf = (seed: number) => [...edits.map((name) => `${seed}-${name}.jpg`), `${seed}.png`];
const whole = [["0-pixels.webp", "0.png"], groupOf(1).toSorted(), groupOf(2).toSorted()];

describe("duplicates", () => {
  test("are grouped, each with the one to keep and the evidence against it", async () => {
    const { groups, end } = await run();
    expect(sorted(groups)).toEqual(whole);
    expect(end).toMatchObject({ nextCursor: null, progress: { done: 17, total: 17, groups: 3 } });
    for (const { keep, members } of groups) {
      const [kept, ...others] = members;
      expect(kept).toMatchObject({ image: { id: keep.id, signature: null }, tier: null });
      expect(others.map(({ copyOf }) => copyOf)).toEqual(others.map(() => keep.id));
    }
    const pixels = groups.find((group) => names(group).includes("0.png"))!;
    expect(pixels.keep).toMatchObject({ reason: "format", path: null });
    expect(pixels.members[1]).toMatchObject({ tier: "exact", evidence: { by: "pixels" } });
    const first = groups.find((group) => names(group).includes("1.png"))!;
    // The one with a border is larger.
    expect(first.keep).toMatchObject({ id: first.members[0]!.image.id, reason: "content" });
    expect(names(first)[0]).not.toBe("1-border.jpg");
    const crop = first.members.find(({ image }) => image.filename === "1-crop.jpg")!;
    expect(crop).toMatchObject({ tier: "edited", evidence: { by: "details" } });
  });

  test("come page by page, each once", async () => {
    const pages: DuplicateGroup[][] = [];
    for (let cursor: string | undefined; ; ) {
      const { groups, end } = await run({ limit: 1, cursor });
      pages.push(groups);
      if (end.nextCursor === null) break;
      cursor = end.nextCursor;
    }
    expect(pages.filter((page) => page.length > 0)).toHaveLength(3);
    expect(sorted(pages.flat())).toEqual(whole);
  });

  test("a run that has no time goes on by its cursor", async () => {
    const { groups, end } = await run({ maxMs: 1 });
    const rest = await run({ cursor: end.nextCursor! });
    expect(sorted([...groups, ...rest.groups])).toEqual(whole);
  });

  test.each<[DuplicatesOptions, string[][]]>([
    [{ tiers: ["exact"] }, [["0-pixels.webp", "0.png"]]],
    [{ tiers: ["edited"], otherSizes: true }, whole.slice(1)],
    [{ otherSizes: true }, whole.slice(1)],
    [{ acrossFolders: true }, []],
    [{ since: new Date(Date.now() + 60_000) }, []],
    [{ since: "2020-01-01T00:00:00Z" }, whole],
  ])("only what is wanted: %o", async (options, expected) => {
    expect(sorted((await run(options)).groups)).toEqual(expected);
  });

  test("without copies in other colours", async () => {
    const { groups } = await run({ sameColour: true });
    const all = groups.flatMap(names);
    expect(all).toContain("1-crop.jpg");
    // Against a bright one to keep, the others would be in other colours.
    expect(all.filter((name) => name === "1-brightness_up.jpg" || name === "1.png")).toHaveLength(
      1,
    );
  });

  test.each<[unknown, RegExp]>([
    [{ tier: ["exact"] }, /mean tiers\?/],
    [{ tiers: ["similar"] }, /tiers of duplicates/],
    [{ limit: 0 }, /limit of duplicates/],
    [{ maxMs: "5" }, /maxMs of duplicates/],
    [{ sameColour: 1 }, /sameColour of duplicates/],
    [{ since: "yesterday" }, /createdAt/],
    [{ cursor: "x" }, /cursor/i],
  ])("refuses %o", async (options, message) => {
    await expect(run(options as DuplicatesOptions)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(message),
    });
  });

  test("an abort ends the run with its reason", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const events = revimg.duplicates({ signal: stop.signal });
    expect((await events.next()).value).toMatchObject({ type: "group" });
    stop.abort(reason);
    await expect(events.next()).rejects.toBe(reason);
  });
});

test("equal bytes in two folders are a group, also across folders", async () => {
  const folder = await temporaryFolder();
  const index = await openIndex();
  const bytes = await picture(1);
  for (const name of ["a", "b"]) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "one.jpg"), bytes);
  }
  await writeFile(join(folder, "two.jpg"), await picture(2));
  await indexAll(index, folder);
  for (const options of [{}, { acrossFolders: true }, { tiers: ["exact" as const] }]) {
    const { groups } = await run(options, index);
    expect(groups.map(names)).toEqual([["one.jpg"]]);
    expect(groups[0]!.keep).toMatchObject({ reason: "files" });
    expect(groups[0]!.keep.path).toMatch(/one\.jpg$/);
  }
  expect((await run({ tiers: ["edited"] }, index)).groups).toEqual([]);
});

describe("what people say", () => {
  test("keeps pictures apart that they call different, here and in searches", async () => {
    const index = await openIndex();
    const [one, other] = [await drawTextured(1), await drawTextured(2)];
    const copy = await transformations[1]!.apply(one, Math.random);
    await indexAll(
      index,
      [one, copy, other].map((bytes, i) => ({ bytes, filename: `${i}` })),
    );
    const ids = (await index.list({ sort: "name" })).images.map(({ id }) => id);
    const tier = async (image: Uint8Array, name: string) =>
      (await index.search({ image })).matches.find(({ filename }) => filename === name)?.tier;
    expect(sorted((await run({}, index)).groups)).toEqual([["0", "1"]]);
    expect(await tier(copy, "0")).toBe("edited");

    await index.markCopies(ids.slice(0, 2), "different");
    expect((await run({}, index)).groups).toEqual([]);
    expect([await tier(copy, "0"), await tier(one, "1")]).toEqual(["similar", "similar"]);
    expect((await index.search({ id: ids[0]! })).matches.map(({ tier }) => tier)).toEqual([
      "similar",
      "similar",
    ]);
    expect(await tier(copy, "1")).toBe("exact");

    await index.markCopies(ids.slice(0, 2), "same");
    expect(await tier(copy, "0")).toBe("edited");
    expect((await run({}, index)).groups).toEqual([]);
    expect(sorted((await run({ confirmed: true }, index)).groups)).toEqual([["0", "1"]]);

    await index.markCopies(ids.slice(0, 2), null);
    expect(sorted((await run({}, index)).groups)).toEqual([["0", "1"]]);
    expect((await index.get(ids[0]!))?.attributes).toEqual({});
  });
});
