import { mkdir, readdir, rename, rm, stat, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.js";
import { OpenFolder } from "./open-folder.js";
import { contact } from "./owner-state.js";

async function open(path: string, throughDescriptor?: boolean): Promise<OpenFolder> {
  const folder = await OpenFolder.open(path, throughDescriptor);
  onTestFinished(() => folder.close());
  return folder;
}

test("a folder has one identity by whatever path; another in its place has another", async () => {
  const path = join(await temporaryFolder(), "data");
  await mkdir(path);
  await symlink(path, `${path}-link`);
  const { identity } = await open(path);
  expect((await open(`${path}-link`)).identity).toBe(identity);
  expect((await open(join(path, "..", "data"))).identity).toBe(identity);
  await rename(path, `${path}-renamed`);
  expect((await open(`${path}-renamed`)).identity).toBe(identity);
  await rm(`${path}-renamed`, { recursive: true });
  await mkdir(path);
  expect((await open(path)).identity).not.toBe(identity);
});

test.skipIf(process.platform === "win32").each([true, false])(
  "sockets work in a folder of a long path, with paths to descriptors: %s",
  async (throughDescriptor) => {
    const path = join(await temporaryFolder(), "d".repeat(150), "e".repeat(150));
    await mkdir(path, { recursive: true });
    const folder = await OpenFolder.open(path, throughDescriptor && process.platform === "linux");
    const server = createServer().listen(folder.socket("owner-1.sock"));
    await new Promise((resolve) => server.once("listening", resolve));
    expect((await stat(join(path, "owner-1.sock"))).isSocket()).toBe(true);
    const asker = await open(path, !throughDescriptor && process.platform === "linux");
    const connection = await contact(asker.socket("owner-1.sock"));
    expect(typeof connection).toBe("object");
    if (typeof connection === "object") connection.destroy();
    await new Promise((resolve) => server.close(resolve));
    await folder.close();
    expect(await readdir(path)).toEqual([]);
  },
);
