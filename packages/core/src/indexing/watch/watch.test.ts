import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Revimg } from "../../api/revimg.js";
import type { WatchEvent, WatchOptions } from "../../api/watching.js";
import { contentHash } from "../../lib/identity.js";
import { seededRandom } from "../../lib/seeded-random.js";
import { folderOf, openIndex } from "../../testing/open-index.js";
import { picture } from "../../testing/temporary.js";

/** Watches a folder until the test is over. */
async function watching(
  folder: string,
  { index, ...options }: WatchOptions & { index?: Revimg } = {},
) {
  const revimg = index ?? (await openIndex());
  const stop = new AbortController();
  const events: WatchEvent[] = [];
  let wake = () => {};
  const watch = (async () => {
    const { signal } = stop;
    for await (const event of revimg.watch(folder, { quietMs: 100, ...options, signal })) {
      events.push(event);
      wake();
    }
  })().catch((error: unknown) => error);
  const end = async () => {
    stop.abort(new Error("enough"));
    return watch;
  };
  onTestFinished(async () => void (await end()));
  /** Waits until it is true after some event. */
  const until = async (isReached: () => boolean | Promise<boolean>) => {
    for (;;) {
      const more = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (await isReached()) return;
      await more;
    }
  };
  const runs = () => events.filter(({ type }) => type === "started").length;
  const isIdle = () => events.at(-1)?.type === "watching";
  await until(isIdle);
  return { ...{ revimg, events, until, end, runs, isIdle }, shown: () => shownIn(revimg, folder) };
}

/** The hash of the picture that the index has at each path. */
async function shownIn(revimg: Revimg, folder: string): Promise<Record<string, string>> {
  const { images } = await revimg.list({ limit: 500 });
  const shown = images.flatMap(({ contentHash, sources }) =>
    sources.map(({ path }) => [path!.slice(folder.length + 1), contentHash] as const),
  );
  return Object.fromEntries(shown.sort(([a], [b]) => (a < b ? -1 : 1)));
}

test("what is there is indexed, then what comes, and an abort ends it", async () => {
  const folder = await folderOf(["a.jpg"]);
  const { shown, until, end } = await watching(folder);
  expect(Object.keys(await shown())).toEqual(["a.jpg"]);
  await mkdir(join(folder, "new/deep"), { recursive: true });
  await writeFile(join(folder, "new/deep/b.jpg"), await picture(5));
  await writeFile(join(folder, ".hidden.jpg"), await picture(6));
  await until(async () => Object.keys(await shown()).length === 2);
  expect(Object.keys(await shown())).toEqual(["a.jpg", "new/deep/b.jpg"]);
  expect(await end()).toMatchObject({ message: "enough" });
});

test("what comes into new folders at once is not missed", async () => {
  const folder = await folderOf(["a.jpg"]);
  const { shown, until } = await watching(folder);
  const names = ["a.jpg"];
  for (let i = 0; i < 12; i++) {
    const name = `${i}/${i % 3}/deep/picture.jpg`;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    // Before and after the watcher can have come there.
    await new Promise((resolve) => setTimeout(resolve, i));
    await writeFile(join(folder, name), await picture(40 + i));
    names.push(name);
  }
  await until(async () => Object.keys(await shown()).length === names.length);
  expect(Object.keys(await shown())).toEqual(names.sort());
});

test("an index in the watched folder does not watch itself", async () => {
  const folder = await folderOf(["a.jpg"]);
  const index = await openIndex({ dataDirectory: join(folder, "revimg-data"), cache: false });
  const { revimg, shown, until, runs } = await watching(folder, { index });
  for (const name of ["b.jpg", "c.jpg"]) await writeFile(join(folder, name), await picture(8));
  await until(async () => Object.keys(await shown()).includes("c.jpg"));
  const before = runs();
  await writeFile(join(folder, "d.jpg"), await picture(9));
  await until(async () => Object.keys(await shown()).includes("d.jpg"));
  expect(runs() - before).toBe(1);
  expect(Object.keys(await shown())).toEqual(["a.jpg", "b.jpg", "c.jpg", "d.jpg"]);
  expect((await revimg.stats()).count).toBe(3);
});

test("a burst is one run over the files that came", async () => {
  const folder = await folderOf(["a.jpg"]);
  const { shown, until, runs, events, isIdle } = await watching(folder, { quietMs: 600 });
  const before = runs();
  for (let i = 0; i < 20; i++) await writeFile(join(folder, `${i}.jpg`), await picture(20 + i));
  await until(async () => isIdle() && Object.keys(await shown()).length === 21);
  expect(runs() - before).toBe(1);
  expect(events.filter(({ type }) => type === "unchanged")).toEqual([]);
});

test("a file that is being written is waited for", async () => {
  const folder = await folderOf(["a.jpg"]);
  const { shown, until, events } = await watching(folder, { quietMs: 700 });
  const bytes = await picture(7, { width: 900, height: 700 });
  const file = await open(join(folder, "slow.jpg"), "w");
  const part = Math.ceil(bytes.length / 10);
  for (let start = 0; start < bytes.length; start += part) {
    await file.write(bytes.subarray(start, start + part));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await file.close();
  await until(async () => "slow.jpg" in (await shown()));
  expect(events.filter(({ type }) => type === "failed")).toEqual([]);
});

test("a moved file keeps its picture with what people said of it, and a deleted one leaves", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg", "c.jpg", "d.jpg"]);
  const { revimg, shown, until } = await watching(folder);
  const [moved] = (await revimg.list({ sort: "name" })).images;
  await revimg.update(moved!.id, { tags: ["sea"], attributes: { shelf: 3 } });
  await mkdir(join(folder, "sub"));
  await rename(join(folder, "a.jpg"), join(folder, "sub/z.jpg"));
  await rm(join(folder, "b.jpg"));
  await until(async () => Object.keys(await shown()).join() === "c.jpg,d.jpg,sub/z.jpg");
  expect(await revimg.get(moved!.id)).toMatchObject({
    attributes: { shelf: 3 },
    tags: expect.arrayContaining([{ tag: "sea", confidence: 1, origin: "user" }]),
  });
});

test("a folder whose pictures are nearly all gone empties nothing", async () => {
  const folder = await folderOf(["a.jpg", "b.jpg", "c.jpg"]);
  const { shown, until, events, isIdle } = await watching(folder);
  await rm(join(folder, "a.jpg"));
  await rm(join(folder, "b.jpg"));
  await until(() => isIdle() && events.some((event) => event.type === "pruning" && event.refused));
  expect(Object.keys(await shown())).toHaveLength(3);
});

test("a folder that goes away empties nothing, and is watched again when it is back", async () => {
  const folder = join(await folderOf(["disk/a.jpg", "disk/b.jpg"]), "disk");
  const { shown, until, events, isIdle } = await watching(folder, { rescanMs: 1_000 });
  const isMissed = () => events.some((event) => event.type === "failed" && event.name === folder);
  await rename(folder, `${folder}-away`);
  await until(() => isIdle() && isMissed());
  expect(Object.keys(await shown())).toEqual(["a.jpg", "b.jpg"]);
  await rename(`${folder}-away`, folder);
  await writeFile(join(folder, "c.jpg"), await picture(9));
  await until(async () => "c.jpg" in (await shown()));
});

test("what is said of a picture is read again when it changes", async () => {
  const folder = await folderOf(["a.jpg"]);
  const { revimg, until } = await watching(folder);
  await writeFile(join(folder, "a.jpg.json"), '{"title":"Sunset"}');
  await until(async () => (await revimg.list()).images[0]?.title === "Sunset");
});

test.each([
  [5, {}, "takes a folder"],
  [[], {}, "takes a folder"],
  ["./photos", { quietMs: 1 }, "quietMs of watch() must be milliseconds from 50 to 600,000."],
  ["./photos", { prune: "yes" }, "prune of watch()"],
  ["./photos", { quiet: 1 }, "quietMs"],
])("a wrong call is refused: %j %j", async (folders, options, message) => {
  const revimg = await openIndex();
  const watch = revimg.watch(folders as string, options as WatchOptions);
  await expect(watch.next()).rejects.toThrow(message);
});

/** Steps of the random test; more on request. */
const steps = Number(process.env.REVIMG_WATCH_STEPS ?? 12);

test("after any changes of files, the index shows what a plain model says", async () => {
  const random = seededRandom(Number(process.env.REVIMG_WATCH_SEED ?? 7));
  const below = (count: number) => Math.floor(random() * count);
  const folder = await folderOf(["a.jpg", "b.jpg", "c/d.jpg"]);
  const model = new Map<string, string>();
  for (const path of ["a.jpg", "b.jpg", "c/d.jpg"]) {
    model.set(path, contentHash(await readFile(join(folder, path))));
  }
  const { shown, until } = await watching(folder, { prune: "force" });
  const names = ["a.jpg", "b.jpg", "c/d.jpg", "c/e.jpg", "f/g/h.jpg", "f/i.jpg", "j.jpg"];
  let pictures = 100;
  const write = async (path: string) => {
    const bytes = await picture(pictures++);
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
    model.set(path, contentHash(bytes));
  };
  const change = async () => {
    const path = names[below(names.length)]!;
    const known = [...model.keys()];
    const [kind, some] = [below(4), known[below(known.length)]];
    if (kind === 0 || some === undefined) return write(path);
    if (kind === 1) {
      await rm(join(folder, some));
      model.delete(some);
    } else if (kind === 2 && some !== path) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await rename(join(folder, some), join(folder, path));
      model.set(path, model.get(some)!);
      model.delete(some);
    } else if (kind === 3) {
      await rm(join(folder, "f"), { recursive: true, force: true });
      for (const one of known) if (one.startsWith("f/")) model.delete(one);
    }
  };
  for (let step = 0; step < steps; step++) {
    for (let i = below(4); i >= 0; i--) await change();
    const expected = JSON.stringify(Object.fromEntries([...model].sort()));
    await until(async () => JSON.stringify(await shown()) === expected);
  }
}, 300_000);
