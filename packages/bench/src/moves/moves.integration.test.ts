import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { runMoves } from "./run-moves.js";

/** `REVIMG_MOVE_KILLS=20` goes on, from another seed each time; so does `pnpm -s bench moves`. */
const kills = Number(process.env.REVIMG_MOVE_KILLS ?? 4);
const seed = Number(process.env.REVIMG_SEED ?? (kills === 4 ? 2026 : Date.now() % 1e9));

test("a move to another model that is killed over and over answers each search with one model, and ends whole", async () => {
  const workDirectory = await mkdtemp(join(tmpdir(), "revimg-moves-"));
  onTestFinished(() => rm(workDirectory, { recursive: true, force: true }));
  console.log(`REVIMG_SEED=${seed} REVIMG_MOVE_KILLS=${kills}`);
  const { faults, ...report } = await runMoves({
    kills,
    pictures: 100,
    seed,
    workDirectory,
    program: fileURLToPath(new URL("../../dist/move-process.js", import.meta.url)),
    log: () => {},
  });
  expect(faults).toEqual([]);
  expect(report.kills).toBeGreaterThanOrEqual(kills);
  expect(report.searches).toBeGreaterThan(0);
});
