import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { runKills, writeSteps } from "./run-kills.js";

/** Enough to meet each step once. REVIMG_TEST_KILLS=40 goes on, and so does `pnpm -s bench kills`. */
const wanted = Number(process.env.REVIMG_TEST_KILLS ?? 12);

test("an indexing process killed in every write step loses nothing and shows nothing half made", async () => {
  const workDirectory = await mkdtemp(join(tmpdir(), "revimg-kills-"));
  onTestFinished(() => rm(workDirectory, { recursive: true, force: true }));
  const { kills, hits, faults } = await runKills({
    kills: wanted,
    // Nine of twelve are inside a step, which makes one round a step.
    randomEvery: 4,
    pictures: 60,
    workDirectory,
    victim: fileURLToPath(new URL("../../dist/victim.js", import.meta.url)),
    log: () => {},
  });
  expect(faults).toEqual([]);
  expect(kills).toBeGreaterThanOrEqual(wanted);
  for (const step of writeSteps) expect(hits[step], step).toBeGreaterThan(0);
});
