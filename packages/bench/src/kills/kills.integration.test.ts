import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { runKills, writeSteps } from "./run-kills.js";

test("an indexing process killed in every write step loses nothing and shows nothing half made", async () => {
  const workDirectory = await mkdtemp(join(tmpdir(), "revimg-kills-"));
  onTestFinished(() => rm(workDirectory, { recursive: true, force: true }));
  const { kills, hits, faults } = await runKills({
    kills: 12,
    pictures: 60,
    workDirectory,
    victim: fileURLToPath(new URL("../../dist/victim.js", import.meta.url)),
    log: () => {},
  });
  expect(faults).toEqual([]);
  expect(kills).toBeGreaterThanOrEqual(12);
  for (const step of writeSteps) expect(hits[step], step).toBeGreaterThan(0);
});
