import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { useService, whyNoService } from "@revimg/testing/services";
import { expect, onTestFinished, test } from "vitest";
import { runOwners } from "./run-owners.js";

/** `REVIMG_OWNERS=20` makes 20 times as many changes, from another seed each time. */
const times = Number(process.env.REVIMG_OWNERS ?? 1);
const seed = Number(process.env.REVIMG_SEED ?? (times === 1 ? 2026 : Date.now() % 1e9));

test("processes that index, delete and repair the same pictures at once, one killed, leave each whole", async ({
  skip,
}) => {
  const [postgres, chroma] = [await useService("postgres"), await useService("chroma")];
  if (!postgres) return skip(whyNoService("postgres") ?? "");
  if (!chroma) return skip(whyNoService("chroma") ?? "");
  const workDirectory = await mkdtemp(join(tmpdir(), "revimg-owners-"));
  onTestFinished(() => rm(workDirectory, { recursive: true, force: true }));
  console.log(`REVIMG_SEED=${seed} REVIMG_OWNERS=${times}`);
  const report = await runOwners({
    processes: 3,
    operations: 24 * times,
    pictures: 8,
    seed,
    postgresUrl: postgres.url,
    chromaUrl: chroma.url,
    workDirectory,
    program: fileURLToPath(new URL("../../dist/owner-process.js", import.meta.url)),
  });
  expect(report).toEqual({ killed: 1, afterwards: [], inTheEnd: [] });
});
