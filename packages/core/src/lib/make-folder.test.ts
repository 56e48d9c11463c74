import { mkdir, readdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRevimg } from "../open/create-revimg.js";
import { fsBlobs } from "../stores/fs/fs-blobs.js";
import { createSqliteStores } from "../stores/sqlite/sqlite-stores.js";
import { temporaryFolder, withoutRights } from "../testing/temporary.js";
import { makeChosenFolder, makeFolder } from "./make-folder.js";

test("folders are made with those around them, and by several at once", async () => {
  const root = await temporaryFolder();
  const path = join(root, "a/b/c");
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(root, "a/b/d"))]);
  expect((await stat(path)).isDirectory()).toBe(true);
  expect(await makeFolder(path)).toBeUndefined();
  expect(await makeFolder(join(root, "x/y/z"))).toBe(join(root, "x"));
  await symlink(join(root, "a"), join(root, "link"));
  expect(await makeFolder(join(root, "link/b/e"))).toBe(join(root, "link/b/e"));
  expect(await makeFolder("/")).toBeUndefined();
});

/** Paths where no folder can be made. */
async function impossible(): Promise<string[]> {
  const root = await temporaryFolder();
  await writeFile(join(root, "file"), "");
  await symlink(join(root, "absent"), join(root, "dangling"));
  await symlink(join(root, "loop"), join(root, "loop"));
  const below = ["file", "dangling", "loop", "n".repeat(300)];
  const paths = below.flatMap((name) => [join(root, name), join(root, name, "x/y")]);
  return process.platform === "linux"
    ? [...paths, "/proc/nope", "/proc/nope/x", "/proc/self/nope", "/sys/nope", "/dev/null/x"]
    : paths;
}

test("where no folder can be made, it is told at once, with the next step", async () => {
  for (const path of await impossible()) {
    await expect(makeFolder(path)).rejects.toMatchObject({ syscall: "mkdir" });
    await expect(makeChosenFolder(path, "No")).rejects.toMatchObject({ code: "store_failed" });
    const refused = { code: "store_failed", retryable: false };
    const message = expect.stringContaining(path);
    const data = { ...refused, message: expect.stringContaining("--data") };
    await expect(createSqliteStores({ directory: path })).rejects.toMatchObject(data);
    const blobs = fsBlobs({ directory: path });
    await expect(blobs.put("a/b", new Uint8Array(1))).rejects.toMatchObject({
      ...refused,
      message,
    });
  }
  const revimg = createRevimg({ dataDirectory: "/dev/null/x", model: "mini" });
  await expect(revimg).rejects.toMatchObject({ code: "store_failed" });
});

test("a data folder that is a file is left as it is", async () => {
  const path = join(await temporaryFolder(), "data");
  await writeFile(path, "mine");
  await expect(createSqliteStores({ directory: path })).rejects.toMatchObject({
    code: "store_failed",
  });
  expect((await stat(path)).size).toBe(4);
});

test.skipIf(process.platform === "win32")(
  "a data folder that can't be written is told",
  async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "data");
    await mkdir(path, { mode: 0o555 });
    await withoutRights(folder, () =>
      expect(createSqliteStores({ directory: path })).rejects.toMatchObject({
        code: "store_failed",
        message: expect.stringContaining("EACCES"),
      }),
    );
    expect(await readdir(path)).toEqual([]);
  },
);
