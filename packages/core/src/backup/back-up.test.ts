import { spawn } from "node:child_process";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { createRevimg } from "../open/create-revimg.js";
import { memoryMetadata } from "../stores/memory/index.js";
import { folderOf, indexAll, openIndex } from "../testing/open-index.js";
import { collect, picture, temporaryFolder } from "../testing/temporary.js";
import { backUp } from "./back-up.js";

async function indexOf(names: readonly string[]) {
  const dataDirectory = await temporaryFolder();
  const revimg = await createRevimg({ dataDirectory, model: "mini" });
  onTestFinished(() => revimg.close());
  const folder = await folderOf(names);
  await indexAll(revimg, folder, { originals: "copy" });
  return { dataDirectory, revimg, folder };
}

/** Opens a copy, has it verified, and resolves to how many pictures it shows. */
async function wholeCount(dataDirectory: string): Promise<number> {
  const copy = await openIndex({ dataDirectory });
  const problems = (await collect(copy.verify())).filter(({ type }) => type === "problem");
  expect(problems).toEqual([]);
  return (await copy.stats()).count;
}

test("a closed index is copied, and the copy is one of its own", async () => {
  const { dataDirectory, revimg, folder } = await indexOf(["a.jpg", "b.jpg", "c.jpg"]);
  await revimg.close();
  const to = join(await temporaryFolder(), "deep", "copy");
  const events = await collect(backUp({ dataDirectory }, to));
  expect(events.at(-1)?.files).toBe(7);
  await rm(dataDirectory, { recursive: true });
  expect(await wholeCount(to)).toBe(3);
  const copy = await openIndex({ dataDirectory: to });
  const { matches } = await copy.search({ image: join(folder, "b.jpg"), limit: 1 });
  expect(matches[0]).toMatchObject({ tier: "exact", filename: "b.jpg" });
});

test("an index that is written to and deleted from meanwhile is copied as of one moment", async () => {
  const names = Array.from({ length: 40 }, (_, i) => `${i}.jpg`);
  const { dataDirectory, revimg } = await indexOf(names);
  const more = await folderOf(
    Array.from({ length: 30 }, (_, i) => `more ${i}.jpg`),
    100,
  );
  let isOver = false;
  const writing = (async () => {
    for (let i = 0; !isOver; i++) {
      await indexAll(revimg, join(more, `more ${i % 30}.jpg`), { originals: "copy" });
      const { matches } = await revimg.search({ image: await picture(i % 40), limit: 1 });
      await revimg.delete(matches.map(({ id }) => id));
    }
  })();
  for (let i = 0; i < 3; i++) {
    const to = await temporaryFolder();
    await collect(backUp({ dataDirectory }, to));
    expect(await wholeCount(to)).toBeGreaterThan(0);
  }
  isOver = true;
  await writing;
  expect((await collect(revimg.verify())).filter(({ type }) => type === "problem")).toEqual([]);
});

test("what another process has open is copied by that process, as often as it is asked", async () => {
  const { dataDirectory, revimg } = await indexOf(["a.jpg", "b.jpg"]);
  await revimg.close();
  await using owner = await openElsewhere(dataDirectory);
  // Both at once: only one of them may let go of the database file.
  const folders = [await temporaryFolder(), await temporaryFolder()];
  const copies = folders.map((to) => collect(backUp({ dataDirectory }, to)));
  for (const events of await Promise.all(copies)) expect(events.at(-1)?.files).toBe(5);
  for (const to of folders) expect(await wholeCount(to)).toBe(2);
  const taken = await temporaryFolder();
  await mkdir(join(taken, "default"));
  await expect(collect(backUp({ dataDirectory }, taken))).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining(taken),
  });
  const reason = new Error("enough");
  const to = await temporaryFolder();
  const aborted = backUp({ dataDirectory }, to, { signal: AbortSignal.abort(reason) });
  await expect(collect(aborted)).rejects.toBe(reason);
  expect(owner.exitCode()).toBeNull();
});

test("a copy that was stopped has another name, and goes on", async () => {
  const { dataDirectory, revimg } = await indexOf(["a.jpg", "b.jpg"]);
  const to = await temporaryFolder();
  const stopped = backUp({ dataDirectory }, to);
  await stopped.next();
  await stopped.return();
  expect(await readdir(to)).toEqual(["default.unfinished"]);
  const [shard] = await readdir(join(to, "default.unfinished/blobs/originals"));
  const [name] = await readdir(join(to, "default.unfinished/blobs/originals", shard!));
  const half = join(to, "default.unfinished/blobs/originals", shard!, name!);
  const { size } = await stat(half);
  await writeFile(half, new Uint8Array(10));
  await indexAll(revimg, await folderOf(["c.jpg"], 9), { originals: "copy" });
  await collect(backUp({ dataDirectory }, to));
  expect(await readdir(to)).toEqual(["default"]);
  const whole = join(to, "default/blobs/originals", shard!, name!);
  expect((await stat(whole)).size).toBe(size);
  expect(await wholeCount(to)).toBe(3);
});

test("an index that is not there, or whose rows lie elsewhere, is refused", async () => {
  const dataDirectory = await temporaryFolder();
  const to = await temporaryFolder();
  await expect(collect(backUp({ dataDirectory }, to))).rejects.toMatchObject({ code: "not_found" });
  const metadata = memoryMetadata();
  await expect(collect(backUp({ dataDirectory, metadata }, to))).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("revimg export"),
  });
});

/** A process that has the index open until it is disposed of. */
async function openElsewhere(dataDirectory: string) {
  const core = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
  const program = `
    import { createRevimg } from ${JSON.stringify(core)};
    await createRevimg({ dataDirectory: ${JSON.stringify(dataDirectory)}, model: "mini" });
    console.log("open");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) if (line === "open") break;
  return {
    exitCode: () => child.exitCode,
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
  };
}
