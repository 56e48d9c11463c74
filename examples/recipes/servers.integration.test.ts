import { randomUUID } from "node:crypto";
import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPgvector, useService as startService, whyNoService } from "@revimg/testing/services";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { drawPhotoFolder } from "./testing/photo-folder.js";
import { runRecipe } from "./testing/run-recipe.js";

const missing = whyNoService("postgres") ?? whyNoService("s3");

/**
 * An empty database for rows and queue; an empty one with pgvector; a bucket. The server
 * with pgvector is this test's own, as it takes one connection at a time.
 */
async function emptyServers(): Promise<Record<string, string>> {
  const postgres = (await startService("postgres"))!;
  const pgvector = await startPgvector();
  onTestFinished(() => pgvector.stop());
  const s3 = (await startService("s3"))!;
  const name = `recipes_${randomUUID().replaceAll("-", "")}`;
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query(`create database ${name}`).finally(() => client.end());
  const { endpoint, bucket, accessKeyId, secretAccessKey } = s3;
  return {
    ...{ DATABASE_URL: new URL(`/${name}`, postgres.url).href, VECTORS_URL: pgvector.url },
    // PGlite has one session for all connections.
    ...{ VECTORS_CONNECTIONS: "1", POOLER: "1" },
    ...{ BUCKET: bucket, S3_ENDPOINT: endpoint },
    ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    ...{ REVIMG_COLLECTION: "default", REVIMG_MODEL: "mini" },
  };
}

test("a worker indexes what was put onto the queue, and the command line finds it in the same stores", async ({
  skip,
}) => {
  if (missing !== null) return skip(missing);
  const folder = await drawPhotoFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const { directory, photos, query } = folder;
  await cp(fileURLToPath(new URL("./servers", import.meta.url)), directory, { recursive: true });
  const installed = fileURLToPath(new URL("./node_modules", import.meta.url));
  await symlink(installed, join(directory, "node_modules"), "junction");
  const program = { directory, environment: await emptyServers() };
  const add = { ...program, words: ["add", photos] };
  expect(await runRecipe("servers/worker.mjs", add)).toContain("7 pictures are on the queue");
  const work = { ...program, words: ["until-empty"] };
  expect(await runRecipe("servers/worker.mjs", work)).toContain("7 pictures added, 0 failed");
  const commandLine = join("node_modules", "revimg", "dist", "revimg.js");
  const search = { ...program, words: ["search", query, "--json"] };
  const firstMatch = async () =>
    JSON.parse(await runRecipe(commandLine, search)).similar_images[0] as object;
  // Where S3 takes longer than two seconds to answer, copies are shown as similar.
  await expect
    .poll(firstMatch, { timeout: 200_000 })
    .toMatchObject({ filename: "1.jpg", tier: "edited" });
});
