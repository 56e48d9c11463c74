import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  isPostgresInstalled,
  startPostgres,
  useService,
  whyNoService,
} from "@revimg/testing/services";
import { expect, onTestFinished, test } from "vitest";
import { Pictures } from "../kills/crime-scene.js";
import { runWithFaults } from "./run-with-faults.js";

test("three workers, one killed, one drained, Postgres killed and restarted: all is indexed once", async ({
  skip,
}) => {
  if (!isPostgresInstalled()) return skip(whyNoService("postgres") ?? "");
  const [chroma, s3] = [await useService("chroma"), await useService("s3")];
  if (!chroma) return skip(whyNoService("chroma") ?? "");
  if (!s3) return skip(whyNoService("s3") ?? "");
  const workDirectory = await mkdtemp(join(tmpdir(), "revimg-workers-"));
  onTestFinished(() => rm(workDirectory, { recursive: true, force: true }));
  const pictures = new Pictures(join(workDirectory, "pictures"));
  await pictures.paint(150);
  const server = await startPostgres();
  onTestFinished(() => server.stop());
  const report = await runWithFaults({
    index: {
      ...{ postgres: server.url, chroma: chroma.url, s3 },
      collection: `workers-${randomUUID().slice(0, 8)}`,
      leaseMs: 3_000,
      ...{ dataDirectory: join(workDirectory, "unused"), model: "mini", delayMs: 10 },
    },
    ...{ server, pictures, shardSize: 15, log: console.log },
    program: fileURLToPath(new URL("../../dist/worker-process.js", import.meta.url)),
  });
  expect(report).toEqual({
    ends: ["SIGKILL", "0", "0"],
    ...{ lost: [], doubled: [], problems: [], deadLetters: 0 },
  });
});
