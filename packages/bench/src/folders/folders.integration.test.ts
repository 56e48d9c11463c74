import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "@revimg/core/evaluation";
import { expect, onTestFinished, test } from "vitest";
import { runFolders } from "./run-folders.js";

test("an index follows its folders through every kind of change, and through kills", async () => {
  const workDirectory = await mkdtemp(join(tmpdir(), "revimg-folders-"));
  onTestFinished(() => rm(workDirectory, { recursive: true, force: true }));
  const { operations, runs, kills, ...wrong } = await runFolders({
    operations: 120,
    pictures: 40,
    workDirectory,
    victim: fileURLToPath(new URL("../../dist/victim.js", import.meta.url)),
    random: seededRandom(2026),
    log: () => {},
  });
  expect(wrong).toEqual({ lost: [], doubled: [], wrongPaths: [], wrongEvents: [], faults: [] });
  expect({ operations, runs }).toEqual({ operations: 120, runs: 13 });
  expect(kills).toBeGreaterThan(0);
});
