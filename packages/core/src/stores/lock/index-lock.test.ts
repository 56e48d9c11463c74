import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../../testing/temporary.js";
import { IndexLock } from "./index-lock.js";

const refusesLinks = vi.hoisted(() => ({ now: false }));

// No file system that has sockets and no hard links can be mounted everywhere: the call is refused here.
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    async link(from: string, to: string) {
      if (refusesLinks.now) throw Object.assign(new Error("EPERM"), { code: "EPERM" });
      return real.link(from, to);
    },
  };
});

test("a second owner is refused while the first lives, and told where it serves", async () => {
  const folder = await temporaryFolder();
  const first = await IndexLock.acquire(folder);
  await expect(IndexLock.acquire(folder)).rejects.toMatchObject({ code: "index_locked" });
  await first.announce("http://localhost:3000");
  await expect(IndexLock.acquire(folder)).rejects.toMatchObject({
    code: "index_locked",
    message: expect.stringContaining("served at http://localhost:3000"),
    details: { pid: process.pid, url: "http://localhost:3000" },
  });
  await first.release();
  const second = await IndexLock.acquire(folder);
  await second.release();
  expect(await readdir(folder)).toEqual([]);
});

test("who asks while the owner lets go gets the lock, or may try again", async () => {
  const folder = await temporaryFolder();
  const refusals: unknown[] = [];
  const ask = async () => {
    try {
      await (await IndexLock.acquire(folder)).release();
    } catch (error) {
      refusals.push(error);
    }
  };
  for (let round = 0; round < 12; round++) {
    const owner = await IndexLock.acquire(folder);
    const others = Array.from({ length: 8 }, ask);
    await new Promise((resolve) => setTimeout(resolve, round));
    await Promise.all([owner.release(), ...others]);
  }
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ code: "index_locked", retryable: true });
  }
});

test("a killed owner's lock is taken over, by one of many", async () => {
  const folder = await temporaryFolder();
  const script = `
    const { createServer } = require("node:net");
    const { writeFileSync } = require("node:fs");
    const socket = ${JSON.stringify(join(folder, "owner.sock"))};
    createServer().listen(socket, () => {
      writeFileSync(${JSON.stringify(join(folder, "index.lock"))}, JSON.stringify({ socket, pid: 1 }));
      console.log("held");
    });`;
  const owner = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(owner.stdout, "data");
  await expect(IndexLock.acquire(folder)).rejects.toMatchObject({ code: "index_locked" });
  owner.kill("SIGKILL");
  await once(owner, "exit");
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () => IndexLock.acquire(folder)),
  );
  const locks = results.filter((result) => result.status === "fulfilled");
  expect(locks).toHaveLength(1);
  for (const { value } of locks) await value.release();
});

test.runIf(process.platform === "linux")(
  "a lock file that can't be read is freed where no owner listens beside it",
  async () => {
    for (const text of ["half a fi", "", "null", '{"pid":1}']) {
      const folder = await temporaryFolder();
      await writeFile(join(folder, "index.lock"), text);
      const lock = await IndexLock.acquire(folder);
      await writeFile(join(folder, "index.lock"), text);
      await expect(IndexLock.acquire(folder)).rejects.toMatchObject({ code: "index_locked" });
      await lock.release();
    }
  },
);

test("a lock file that can't be opened locks, and is named", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "index.lock"));
  await expect(IndexLock.acquire(folder)).rejects.toMatchObject({
    code: "store_failed",
    message: expect.stringContaining("EISDIR"),
  });
  expect(await readdir(folder)).toEqual(["index.lock"]);
});

test("a lock that somebody removed by hand is lost; its next owner keeps what is there", async () => {
  const folder = await temporaryFolder();
  const first = await IndexLock.acquire(folder);
  await rm(join(folder, "index.lock"));
  expect(await first.isHeld()).toBe(false);
  await expect(first.announce("http://localhost:1")).rejects.toMatchObject({
    code: "index_locked",
  });
  const second = await IndexLock.acquire(folder);
  await expect(first.announce("http://localhost:1")).rejects.toMatchObject({
    code: "index_locked",
  });
  await first.release();
  expect(await second.isHeld()).toBe(true);
  await expect(IndexLock.acquire(folder)).rejects.toMatchObject({ code: "index_locked" });
  await second.release();
  expect(await readdir(folder)).toEqual([]);
});

test("a lock is released once, and no announcement brings it back", async () => {
  const folder = await temporaryFolder();
  const lock = await IndexLock.acquire(folder);
  const announcing = lock.announce("http://localhost:1");
  const releasing = lock.release();
  const late = lock.announce("http://localhost:2");
  await expect(late).rejects.toMatchObject({ code: "disposed" });
  await Promise.all([announcing.catch(() => {}), releasing, lock.release()]);
  expect(await readdir(folder)).toEqual([]);
});

test("a take-over goes on where an earlier one was killed", async () => {
  const folder = await temporaryFolder();
  const file = join(folder, "index.lock");
  const [dead, taker] = [await textOfDead(), await textOfDead()];
  await writeFile(file, dead);
  const hash = createHash("sha256").update(dead).digest("hex").slice(0, 16);
  await writeFile(`${file}.dead-${hash}`, taker);
  const lock = await IndexLock.acquire(folder);
  expect((await readdir(folder)).filter((name) => name.includes("dead"))).toEqual([]);
  await lock.release();
});

/** What a process that has ended wrote into its lock. */
async function textOfDead(): Promise<string> {
  const folder = await temporaryFolder();
  const lock = await IndexLock.acquire(folder);
  const text = await readFile(join(folder, "index.lock"), "utf8");
  await lock.release();
  return JSON.stringify({ ...JSON.parse(text), startedAt: "0", pid: 2 ** 22 + 1 });
}

test.runIf(process.platform === "linux").each(["/proc", "/sys"])(
  "%s holds no sockets, which is told with the next step",
  async (folder) => {
    await expect(IndexLock.acquire(folder)).rejects.toMatchObject({
      code: "store_failed",
      retryable: false,
      message: expect.stringMatching(/local socket.*local disk.*Postgres/),
    });
  },
);

test("where there are no hard links one of many gets the lock", async () => {
  refusesLinks.now = true;
  const folder = await temporaryFolder();
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () => IndexLock.acquire(folder)),
  );
  refusesLinks.now = false;
  const locks = results.filter((result) => result.status === "fulfilled");
  expect(locks).toHaveLength(1);
  for (const result of results) {
    if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "index_locked" });
  }
  for (const { value } of locks) await value.release();
  expect(await readdir(folder)).toEqual([]);
});
