import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { processIdentity } from "../process-identity.js";
import { UploadFolder } from "./upload-folder.js";

async function openFolder(maxBytes = 100) {
  const directory = await mkdtemp(join(tmpdir(), "revimg-uploads-test-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return { directory, uploads: new UploadFolder({ directory, maxBytes }) };
}

it("keeps files for this user alone until they are removed", async () => {
  const { directory, uploads } = await openFolder();
  const batch = uploads.openBatch();
  const path = await batch.save(new Uint8Array([1, 2, 3]));
  expect([...(await readFile(path))]).toEqual([1, 2, 3]);
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect(uploads.bytes).toBe(3);
  await batch.remove();
  expect(await readdir(join(directory, processIdentity))).toEqual([]);
  expect(uploads.bytes).toBe(0);
});

it("refuses what has no room, and takes it when there is", async () => {
  const { uploads } = await openFolder();
  const [first, second] = [uploads.openBatch(), uploads.openBatch()];
  await first.save(new Uint8Array(60));
  await expect(second.save(new Uint8Array(41))).rejects.toMatchObject({ code: "overloaded" });
  await second.save(new Uint8Array(40));
  await first.remove();
  await second.save(new Uint8Array(60));
  await second.remove();
  expect(uploads.bytes).toBe(0);
});

it("removes what a process left that has ended, and nothing else", async () => {
  const { directory, uploads } = await openFolder();
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const [host] = processIdentity.split(".");
  const names = [`${host}.${pid}.a`, `${host}.${process.ppid}.a`, "other-host.1.a", "notes"];
  for (const name of names) {
    await mkdir(join(directory, name));
    await writeFile(join(directory, name, "0"), "a");
  }
  const batch = uploads.openBatch();
  await batch.save(new Uint8Array(1));
  await uploads.removeAbandoned();
  expect((await readdir(directory)).toSorted()).toEqual(
    [...names.slice(1), processIdentity].toSorted(),
  );
  await batch.remove();
});
