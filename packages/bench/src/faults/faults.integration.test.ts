import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { FaultPlan } from "./fault-plan.js";
import { runFaults } from "./run-faults.js";
import { runFileFaults } from "./run-file-faults.js";

/** `REVIMG_FAULT_RUNS=100` goes on, from another seed each time; so does `pnpm -s bench faults`. */
const runs = Number(process.env.REVIMG_FAULT_RUNS ?? 6);
const seed = Number(process.env.REVIMG_SEED ?? (runs === 6 ? 2026 : Date.now() % 1e9));

test("stores that fail in every way lose nothing and show nothing half made, and every run ends", async () => {
  const workDirectory = await mkdtemp(join(tmpdir(), "revimg-faults-"));
  onTestFinished(() => rm(workDirectory, { recursive: true, force: true }));
  console.log(`REVIMG_SEED=${seed} REVIMG_FAULT_RUNS=${runs}`);
  const options = { runs, pictures: 40, seed, workDirectory, log: () => {} };
  const { wrong, happened, finished, failed } = await runFaults(options);
  expect(wrong).toEqual([]);
  expect(finished + failed).toBe(runs);
  expect(Object.keys(happened).length).toBeGreaterThan(runs);
});

test("files that fail in every way lose nothing and show nothing half made, and every run ends", async () => {
  const workDirectory = await mkdtemp(join(tmpdir(), "revimg-file-faults-"));
  onTestFinished(() => rm(workDirectory, { recursive: true, force: true }));
  const count = runs === 6 ? 3 : runs;
  console.log(`REVIMG_SEED=${seed} REVIMG_FAULT_RUNS=${count}`);
  const { wrong, happened, finished, failed } = await runFileFaults({
    ...{ runs: count, pictures: 24, seed, workDirectory, log: () => {} },
    built: fileURLToPath(new URL("../../dist/", import.meta.url)),
  });
  expect(wrong).toEqual([]);
  expect(finished + failed).toBe(count);
  expect(Object.keys(happened).length).toBeGreaterThan(count);
});

test("a plan gives the n-th call at a point the same fault, whatever happens at others", async () => {
  const met = async (others: number) => {
    const plan = new FaultPlan(7, 0.5);
    const call = { kinds: ["refused", "broken", "full"] as const, whole: async () => "done" };
    const faults: unknown[] = [];
    for (let i = 0; i < 40; i++) {
      for (let n = 0; n < others; n++) await plan.run({ ...call, point: "b" }).catch(() => {});
      faults.push(await plan.run({ ...call, point: "a" }).catch((error) => error.message));
    }
    return faults;
  };
  const alone = await met(0);
  expect(await met(3)).toEqual(alone);
  expect(new Set(alone).size).toBeGreaterThan(2);
});
