import { execFile, execFileSync } from "node:child_process";
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { ownerElsewhere } from "../../testing/folder-owner.js";
import { built, runElsewhere } from "../../testing/other-process.js";
import { temporaryFolder } from "../../testing/temporary.js";
import { createSqliteStores } from "../sqlite/sqlite-stores.js";
import { IndexLock } from "./index-lock.js";

const run = promisify(execFile);
const isLinux = process.platform === "linux";
const locked = { code: "index_locked", retryable: true };

async function dataFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), "data");
  await mkdir(folder);
  return folder;
}

async function canTake(directory: string): Promise<boolean> {
  const lock = await IndexLock.acquire(directory);
  await lock.release();
  return true;
}

test("a folder is one index by whatever path, and through a rename", async () => {
  const folder = await dataFolder();
  const owner = await ownerElsewhere(folder);
  const link = `${folder}-link`;
  await symlink(folder, link);
  const paths = isLinux ? [link, `/proc/self/root${folder}`] : [link];
  for (const path of [folder, ...paths]) {
    await expect(IndexLock.acquire(path)).rejects.toMatchObject(locked);
  }
  const renamed = `${folder}-renamed`;
  await rename(folder, renamed);
  await expect(IndexLock.acquire(renamed)).rejects.toMatchObject(locked);
  // Another index where the first one was is none of its owner's.
  const other = await createSqliteStores({ directory: folder });
  await other.metadata.open({ collection: "test" });
  await other.metadata.setMeta("written", "other");
  await owner.close();
  expect(await readdir(folder)).toContain("index.lock");
  expect(await readdir(folder)).toContain("index.sqlite-wal");
  await other.close();
  expect(await readdir(renamed)).toEqual(["index.sqlite"]);
  const stores = await createSqliteStores({ directory: renamed });
  onTestFinished(() => stores.close());
  await stores.metadata.open({ collection: "test" });
  expect(await stores.metadata.getMeta("written")).toBe("last");
});

test.skipIf(!isLinux)(
  "a path too long for a socket needs nothing outside of the folder",
  async () => {
    const outside = async () => (await readdir(tmpdir())).filter((name) => name.endsWith(".sock"));
    const before = await outside();
    const folder = join(await temporaryFolder(), "d".repeat(150), "e".repeat(150));
    await mkdir(folder, { recursive: true });
    const owner = await ownerElsewhere(folder);
    const names = (await readdir(folder)).filter((name) => name.endsWith(".sock"));
    expect(names).toHaveLength(1);
    expect(await outside()).toEqual(before);
    const link = join(await temporaryFolder(), "short");
    await symlink(folder, link);
    await expect(IndexLock.acquire(folder)).rejects.toMatchObject(locked);
    await expect(IndexLock.acquire(link)).rejects.toMatchObject(locked);
    await owner.kill();
    expect(await canTake(link)).toBe(true);
    expect((await readdir(folder)).filter((name) => /^index\.lock|\.sock$/.test(name))).toEqual([]);
  },
);

test("a killed owner's lock is taken over by another path, by one of many processes", async () => {
  const folder = await dataFolder();
  const owner = await ownerElsewhere(folder);
  const link = `${folder}-link`;
  await symlink(folder, link);
  await owner.kill();
  const program = `
    import { createSqliteStores } from ${JSON.stringify(built("sqlite.js"))};
    process.stdin.once("data", async () => {
      try {
        await createSqliteStores({ directory: ${JSON.stringify(link)} });
        console.log("taken");
        setInterval(() => {}, 1000);
      } catch (error) {
        console.log(error.code);
      }
    });
    console.log("ready");`;
  const takers = Array.from({ length: 4 }, () => runElsewhere(program));
  for (const taker of takers) expect(await taker.line()).toBe("ready");
  for (const taker of takers) taker.say("go");
  const answers = await Promise.all(takers.map((taker) => taker.line()));
  expect(answers.sort()).toEqual(["index_locked", "index_locked", "index_locked", "taken"]);
});

test.skipIf(!isLinux)(
  "a socket that was removed proves nothing while its process runs",
  async () => {
    const folder = await dataFolder();
    const owner = await ownerElsewhere(folder);
    for (const name of await readdir(folder)) {
      if (name.endsWith(".sock")) await rm(join(folder, name));
    }
    await expect(IndexLock.acquire(folder)).rejects.toMatchObject({
      code: "index_locked",
      retryable: false,
      message: expect.stringContaining(`delete ${join(folder, "index.lock")}`),
    });
    await owner.kill();
    expect(await canTake(folder)).toBe(true);
  },
);

test.skipIf(!isLinux)("a copy of a held folder is an index of its own", async () => {
  const folder = await dataFolder();
  await ownerElsewhere(folder);
  // One tool copies sockets, another passes over them.
  await run("cp", ["-a", folder, `${folder}-1`]);
  await cp(folder, `${folder}-2`, {
    recursive: true,
    filter: (path) => !path.endsWith(".sock"),
  });
  expect(await canTake(`${folder}-1`)).toBe(true);
  expect(await canTake(`${folder}-2`)).toBe(true);
  await expect(IndexLock.acquire(folder)).rejects.toMatchObject(locked);
});

test.skipIf(!isLinux)(
  "an owner whose file system others may have mounted is only freed by a person",
  async () => {
    const folder = await dataFolder();
    const owner = await ownerElsewhere(folder);
    const file = join(folder, "index.lock");
    const mark = JSON.parse(await readFile(file, "utf8"));
    await owner.kill();
    // As a machine of another kernel, on a share, would have written it.
    const nfs = 0x6969;
    const elsewhere = { ...mark, host: "elsewhere", kernel: "another", fileSystem: nfs };
    await writeFile(file, JSON.stringify(elsewhere));
    await expect(IndexLock.acquire(folder)).rejects.toMatchObject({
      code: "index_locked",
      retryable: false,
      message: expect.stringMatching(/process \d+ on elsewhere.*delete .*index\.lock/),
      details: { host: "elsewhere", pid: mark.pid },
    });
    // The same machine after it was started again: no other kernel can have this disk.
    await writeFile(file, JSON.stringify({ ...mark, kernel: "the one before" }));
    expect(await canTake(folder)).toBe(true);
  },
);

const mayMount = isLinux && canMount();

test.skipIf(!mayMount)(
  "a folder is one index through a second mount (needs the right to mount)",
  async () => {
    const folder = await dataFolder();
    const mounted = `${folder}-mounted`;
    await mkdir(mounted);
    await run("mount", ["--bind", folder, mounted]);
    onTestFinished(async () => void (await run("umount", [mounted])));
    const owner = await ownerElsewhere(mounted);
    await expect(IndexLock.acquire(folder)).rejects.toMatchObject(locked);
    await owner.kill();
    const one = await createSqliteStores({ directory: folder });
    const two = await createSqliteStores({ directory: mounted });
    await one.metadata.open({ collection: "test" });
    await two.metadata.open({ collection: "test" });
    await one.metadata.setMeta("written", "once");
    expect(await two.metadata.getMeta("written")).toBe("once");
    await one.close();
    await two.close();
  },
);

test.skipIf(!mayMount)(
  "what one overlay shows and its layer below are not taken for two (needs the right to mount)",
  async () => {
    const root = await temporaryFolder();
    const names = ["lower", "upper", "work", "merged"];
    for (const name of names) await mkdir(join(root, name));
    const [lower, upper, work, merged] = names.map((name) => join(root, name));
    const layers = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
    await run("mount", ["-t", "overlay", "overlay", "-o", layers, merged!]);
    onTestFinished(async () => void (await run("umount", [merged!])));
    // In a container: its processes are counted apart.
    const command = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"];
    const owner = await ownerElsewhere(merged!, { command });
    await expect(IndexLock.acquire(merged!)).rejects.toMatchObject(locked);
    await expect(IndexLock.acquire(upper!)).rejects.toMatchObject({ code: "index_locked" });
    await owner.kill();
    await expect.poll(() => canTake(merged!).catch(() => false), { timeout: 60_000 }).toBe(true);
  },
);

test.skipIf(!mayMount)(
  "an owner of another user lives unless proven dead (needs root)",
  async () => {
    const folder = await dataFolder();
    await run("chmod", ["-R", "777", join(folder, "..")]);
    await ownerElsewhere(folder);
    const asker = runElsewhere(
      `import { createSqliteStores } from ${JSON.stringify(built("sqlite.js"))};
    await createSqliteStores({ directory: ${JSON.stringify(folder)} }).catch((error) => console.log(error.code, error.message));`,
      { command: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"], cwd: "/" },
    );
    expect(await asker.line()).toMatch(/^index_locked .*EACCES/);
  },
);

function canMount(): boolean {
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "none", "/mnt"]);
    return true;
  } catch {
    console.log("Skipped: second mounts and other users, because this user may not mount.");
    return false;
  }
}
