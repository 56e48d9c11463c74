import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { useService } from "@revimg/testing/services";
import { expect, onTestFinished, test } from "vitest";
import { whyNoServers } from "../lib/servers.js";
import { runLegs } from "./run-legs.js";

test("an index that is moved from place to place, killed on every way, comes back as it was", async ({
  skip,
}) => {
  const reason = whyNoServers();
  if (reason !== null) return skip(reason);
  const workDirectory = await mkdtemp(join(tmpdir(), "revimg-migrate-"));
  onTestFinished(() => rm(workDirectory, { recursive: true, force: true }));
  const { maxVectorDifference, ...report } = await runLegs({
    pictures: 220,
    kills: [["metadata.put"], ["vectors.upsert"], ["blobs.put"]],
    servers: {
      postgres: (await useService("postgres"))!,
      pgvector: (await useService("pgvector"))!,
      chroma: (await useService("chroma"))!,
      s3: (await useService("s3"))!,
    },
    workDirectory,
    migrant: fileURLToPath(new URL("../../dist/migrant.js", import.meta.url)),
    log: () => {},
  });
  expect(report).toEqual({
    legs: 3,
    kills: 3,
    matching: 3,
    rows: 220,
    unequalRows: 0,
    unequalPictures: 0,
    lostVectors: 0,
    unequalMeta: 0,
  });
  expect(maxVectorDifference).toBeLessThanOrEqual(1e-6);
});
