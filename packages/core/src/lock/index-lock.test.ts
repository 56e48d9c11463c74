import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary.js";
import { IndexLock } from "./index-lock.js";

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

test("a lock file that can't be read is a dead owner's", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "index.lock"), "half a fi");
  const lock = await IndexLock.acquire(folder);
  await lock.release();
});
