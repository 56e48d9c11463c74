import { execFile } from "node:child_process";
import { mkdir, open, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import type { IndexSource } from "../api/indexing.js";
import { engineOf } from "../engine/engine.js";
import { fsBlobs } from "../stores/fs/fs-blobs.js";
import { memoryMetadata } from "../stores/memory/memory-metadata.js";
import { memoryVectors } from "../stores/memory/memory-vectors.js";
import { folderOf, indexAll, openIndex, totals } from "../testing/open-index.js";
import { collect, picture, temporaryFolder } from "../testing/temporary.js";
import { candidatesOf } from "./candidates.js";
import { walkFolder } from "./walk-folder.js";

const run = promisify(execFile);
const signal = new AbortController().signal;

/** How many candidates a source is said to have, and how many it has. */
async function countOf(source: IndexSource) {
  const counts: number[] = [];
  const counted = (total: number) => void counts.push(total);
  const candidates = await collect(
    candidatesOf(source, { signal, warn: () => {}, walks: () => {}, listed: () => {}, counted }),
  );
  return [...counts, candidates.length];
}

const namesOf = (events: { type: string; name?: string }[], type: string) =>
  events.flatMap((event) => (event.type === type ? [basename(event.name!)] : []));

test("a folder that goes during the walk is told, and the walk goes on", async () => {
  const folder = await folderOf(["a/1.jpg", "b/2.jpg", "c/3.jpg"]);
  const found = [];
  for await (const one of walkFolder(folder)) {
    found.push(one);
    await rm(join(folder, "b"), { recursive: true, force: true });
  }
  expect(found).toEqual([
    { path: join(folder, "a/1.jpg") },
    { path: join(folder, "b"), error: expect.objectContaining({ code: "not_found" }) },
    { path: join(folder, "c/3.jpg") },
  ]);
});

test("a folder that lies too deep for the system is one failure, named; the rest is indexed", async () => {
  const folder = await folderOf(["a.jpg", "z.jpg"]);
  // The system's own tool takes folders away that lie deeper than a path can say.
  onTestFinished(async () => void (await run("rm", ["-rf", folder])));
  const part = join(...Array.from({ length: 10 }, () => "d".repeat(200)));
  await mkdir(join(folder, "m", part), { recursive: true });
  await mkdir(join(folder, "n", part, "e".repeat(200)), { recursive: true });
  await rename(join(folder, "n"), join(folder, "m", part, "n"));
  const revimg = await openIndex();
  const { totals: counted, events, failures } = await indexAll(revimg, folder);
  expect(counted).toEqual(totals({ added: 2, failed: 1 }));
  expect(failures).toEqual([
    {
      name: expect.stringContaining(`${"d".repeat(200)}/n/`),
      code: "invalid_input",
      reason: expect.stringMatching(/^The pictures in the folder .+ can't be read\. .+ too long/),
    },
  ]);
  expect(events.filter(({ type }) => type === "warning")).toEqual([]);
  expect(await countOf(folder)).toEqual([3, 3]);
});

test("deep nesting costs no more than the depth", async () => {
  const folder = await temporaryFolder();
  const deep = join(folder, ...Array.from({ length: 1_000 }, () => "d"));
  await mkdir(deep, { recursive: true });
  await writeFile(join(deep, "a.jpg"), "");
  expect(await collect(walkFolder(folder))).toEqual([{ path: join(deep, "a.jpg") }]);
});

test("what a store keeps in the folder is none of the user's pictures", async () => {
  const folder = await folderOf(["a.jpg", "photos/b.jpg"]);
  const revimg = await openIndex({
    ...{ metadata: memoryMetadata(), vectors: memoryVectors() },
    blobs: fsBlobs({ directory: join(folder, "kept") }),
  });
  await indexAll(revimg, folder, { originals: "copy" });
  expect((await indexAll(revimg, folder)).totals).toEqual(totals({ unchanged: 2 }));
});

test("links in a circle, to folders and to nowhere: files fail, folders are not followed", async () => {
  const folder = await folderOf(["a/1.jpg", "z.jpg"]);
  await symlink("..", join(folder, "a/up"));
  await symlink("a", join(folder, "b.jpg"));
  await symlink("d.jpg", join(folder, "c.jpg"));
  await symlink("c.jpg", join(folder, "d.jpg"));
  await symlink("nowhere.jpg", join(folder, "e.jpg"));
  const revimg = await openIndex();
  const { events, failures } = await indexAll(revimg, folder);
  expect(namesOf(events, "added")).toEqual(["1.jpg", "z.jpg"]);
  expect(failures.map(({ name, code }) => [basename(name), code])).toEqual([
    ["c.jpg", "invalid_input"],
    ["d.jpg", "invalid_input"],
    ["e.jpg", "not_found"],
  ]);
});

test("what can't be listed at all is an error of the call, and in a list one failure", async () => {
  const folder = await folderOf(["a.jpg"]);
  const long = join(folder, "n".repeat(300));
  const web = new URL("ftp://example.org/a.jpg");
  const revimg = await openIndex();
  for (const source of [long, web]) {
    await expect(indexAll(revimg, source)).rejects.toMatchObject({ code: "invalid_input" });
  }
  const { totals: counted, failures } = await indexAll(revimg, [long, folder, web]);
  expect(counted).toEqual(totals({ added: 1, failed: 2 }));
  expect(failures.map(({ name }) => name)).toEqual([long, web.href]);
});

test("what is counted is what the run goes through", async () => {
  const [full, empty] = [await folderOf(["a.jpg", "b/c.jpg"]), await temporaryFolder()];
  const item = { bytes: await picture(1) };
  const list = [full, empty, join(empty, "none.jpg"), pathToFileURL(full), item];
  expect(await countOf(list)).toEqual([6, 6]);
  // A stream is not counted.
  expect(await countOf(ReadableStream.from(list))).toEqual([6]);
});

test("folders are listed ahead of the pictures read, so that the total is known early", async () => {
  const folder = await folderOf(["a.jpg", "b/c.jpg", "d.jpg"]);
  let tell = (_: number) => {};
  const total = new Promise<number>((resolve) => {
    tell = resolve;
  });
  const candidates = candidatesOf(folder, {
    signal,
    warn: () => {},
    walks: () => {},
    listed() {},
    counted: tell,
  });
  await candidates.next();
  expect(await total).toBe(3);
  await candidates.return(undefined);
});

describe.runIf(process.platform !== "win32")("what is no plain file", () => {
  test("is passed over in a folder, and fails when it is named", async () => {
    const folder = await folderOf(["a.jpg"]);
    const [pipe, zero] = [join(folder, "p.jpg"), join(folder, "zero.jpg")];
    await run("mkfifo", [pipe]);
    await symlink("/dev/zero", zero);
    await symlink("p.jpg", join(folder, "q.jpg"));
    const revimg = await openIndex();
    expect((await indexAll(revimg, folder)).totals).toEqual(totals({ added: 1 }));
    const { totals: counted, failures } = await indexAll(revimg, [pipe, zero, folder]);
    expect(counted).toEqual(totals({ unchanged: 1, failed: 2 }));
    expect(failures.map(({ code }) => code)).toEqual(["unsupported", "unsupported"]);
  });

  test("is not read when it has taken the place of an original", async () => {
    const folder = await folderOf(["a.jpg"]);
    const revimg = await openIndex();
    const { events } = await indexAll(revimg, folder);
    const [id] = events.flatMap((event) => (event.type === "added" ? [event.id] : []));
    await rm(join(folder, "a.jpg"));
    await run("mkfifo", [join(folder, "a.jpg")]);
    await expect(revimg.readImage(id!)).rejects.toMatchObject({ code: "not_found" });
  });
});

/** Names as the system has them. */
const oddNames = {
  "ae decomposed": Buffer.from("a\u0308.jpg"),
  emoji: Buffer.from("🙂.jpg"),
  "line break": Buffer.from("a\nb.jpg"),
  "leading dash": Buffer.from("-rf.jpg"),
  "trailing space": Buffer.from("c.jpg .jpg"),
  "255 bytes": Buffer.from(`${"n".repeat(251)}.jpg`),
  "byte order mark": Buffer.from("\uFEFFd.jpg"),
  "replacement character": Buffer.from("f\uFFFDr.jpg"),
  "looks like an escape": Buffer.from("f\\xFCr.jpg"),
  "Latin-1": Buffer.from("f\xfcr.jpg", "latin1"),
  "another Latin-1": Buffer.from("f\xfer.jpg", "latin1"),
  "Shift JIS": Buffer.from([0x95, 0x5c, 0x8e, 0xa6, 0x2e, 0x6a, 0x70, 0x67]),
};

// Only there may a name be any bytes.
test.runIf(process.platform === "linux")(
  "files and folders of any name are indexed, found again, read and mended",
  async () => {
    const root = await temporaryFolder();
    const folder = Buffer.concat([Buffer.from(`${root}/`), Buffer.from("\xfc", "latin1")]);
    await mkdir(folder);
    for (const [i, name] of Object.values(oddNames).entries()) {
      const file = await open(Buffer.concat([folder, Buffer.from("/"), name]), "w");
      await file.writeFile(await picture(i));
      await file.close();
    }
    const count = Object.keys(oddNames).length;
    const revimg = await openIndex();
    const { events, totals: first } = await indexAll(revimg, root);
    expect(first).toEqual(totals({ added: count }));
    expect((await indexAll(revimg, root)).totals).toEqual(totals({ unchanged: count }));
    const added = events.flatMap((event) => (event.type === "added" ? [event] : []));
    expect(new Set(added.map(({ name }) => name)).size).toBe(count);
    for (const { id, name } of added) {
      const { stream, size } = (await revimg.readImage(id))!;
      expect(await new Response(stream).arrayBuffer()).toHaveProperty("byteLength", size);
      const { matches } = await revimg.search({ image: name, limit: 1 });
      // Of two names, the one that is literally so is meant.
      if (!name.endsWith("f\\xFCr.jpg")) expect(matches[0]!.id).toBe(id);
    }
    await engineOf(revimg).vectors.delete(added.map(({ id }) => id));
    const checked = await collect(revimg.verify({ repair: true }));
    const outcomes = checked.flatMap((event) =>
      "problem" in event ? [event.problem.outcome] : [],
    );
    expect(outcomes).toEqual(added.map(() => "mended"));
  },
);
