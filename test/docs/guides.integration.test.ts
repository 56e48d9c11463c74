import { randomUUID } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { expect, onTestFinished, test } from "vitest";
import { drawFolder, drawPicture } from "../../packages/cli/src/testing/pictures.js";
import { runRevimg } from "../../packages/cli/src/testing/run-revimg.js";
import {
  startPgvector,
  useService as startService,
  whyNoService,
} from "../../packages/testing/dist/services.js";
import { ask, formBody } from "../deploy/ask.js";
import { serveBehindNginx } from "../deploy/serve-behind-nginx.js";
import { whyNoDeployment } from "../deploy/services.js";
import { runGuide } from "./run-guide.js";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "revimg-guide-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** What each guide takes for granted: the reader's own pictures. */
const guides: Record<string, (directory: string) => Promise<void>> = {
  "find-duplicates": async (directory) => {
    const photos = join(directory, "photos");
    await drawFolder(photos, 3);
    for (const name of ["small", "again"]) await mkdir(join(photos, name));
    const small = sharp(join(photos, "picture-000.jpg")).resize(240);
    await small.jpeg().toFile(join(photos, "small/picture-000.jpg"));
    await copyFile(join(photos, "picture-001.jpg"), join(photos, "again/picture-001.jpg"));
  },
  "visual-search-in-a-shop": async (directory) => {
    const names = ["red-bag", "blue-bag", "straw-hat"];
    for (const [seed, name] of names.entries()) {
      await drawPicture(join(directory, `products/${name}.jpg`), seed + 1);
    }
    await copyFile(join(directory, "products/red-bag.jpg"), join(directory, "query.jpg"));
  },
  "a-newsroom-archive": async (directory) => {
    const names = ["harbour", "market", "bridge"];
    for (const [seed, name] of names.entries()) {
      await drawPicture(join(directory, `archive/${name}.jpg`), seed + 1);
    }
    const cropped = sharp(join(directory, "archive/harbour.jpg"))
      .extract({ left: 20, top: 10, width: 280, height: 215 })
      .flop();
    await cropped.jpeg({ quality: 85 }).toFile(join(directory, "from-the-web.jpg"));
  },
};

test.each(Object.entries(guides))("%s: every command does what it says", async (name, prepare) => {
  const directory = await folder();
  await prepare(directory);
  expect(await runGuide(`docs/guides/${name}.md`, directory)).toBeGreaterThan(0);
  if (name !== "find-duplicates") return;
  const left = await readdir(join(directory, "photos"), { recursive: true });
  expect(left.filter((path) => path.endsWith(".jpg"))).toHaveLength(3);
  const moved = await readdir(join(directory, "copies"), { recursive: true });
  expect(moved.filter((path) => path.endsWith(".jpg"))).toHaveLength(2);
});

test("visual-search-in-a-shop: every command does what it says on Postgres, pgvector and S3", async ({
  skip,
}) => {
  const missing = whyNoService("postgres") ?? whyNoService("s3");
  if (missing !== null) return skip(missing);
  const directory = await folder();
  await guides["visual-search-in-a-shop"]!(directory);
  const [postgres, s3] = [(await startService("postgres"))!, (await startService("s3"))!];
  const pgvector = await startPgvector();
  onTestFinished(() => pgvector.stop());
  const variables = {
    ...{ DATABASE_URL: postgres.url, VECTORS_URL: pgvector.url, REVIMG_MODEL: "mini" },
    PICTURES: `s3://${s3.bucket}?region=${s3.region}&endpoint=${s3.endpoint}&path_style=true`,
    ...{ AWS_ACCESS_KEY_ID: s3.accessKeyId, AWS_SECRET_ACCESS_KEY: s3.secretAccessKey },
    // Others use these servers too.
    REVIMG_COLLECTION: `guide-${randomUUID().slice(0, 8)}`,
  };
  // PGlite, which has pgvector here, takes one connection at a time.
  const inOneDatabase = 'vectors: database?.replace(/^postgres(ql)?:/, "pgvector:")';
  const inPglite = `vectors: (await import("@revimg/adapters/pgvector")).pgvector({
    url: process.env.VECTORS_URL, maxConnections: 1, preparedStatements: false })`;
  const rewrite = (code: string) => code.replace(inOneDatabase, inPglite);
  const page = "docs/guides/visual-search-in-a-shop.md";
  await runGuide(page, directory, { variables, rewrite });

  const { stdout } = await runRevimg(["stats", "--json"], { directory, environment: variables });
  expect(JSON.parse(stdout)).toMatchObject({
    count: 3,
    stores: { vectors: "pgvector", metadata: "postgres", blobs: "s3" },
  });
});

test("deploy: behind the page's lines for NGINX, a server answers under its name, to those with a key", async ({
  skip,
}) => {
  const missing = whyNoDeployment();
  if (missing !== null) return skip(missing);
  const directory = await folder();
  await drawFolder(join(directory, "photos"), 1);
  await runRevimg(["index", "photos", "--model", "mini"], { directory });
  const add = ["keys", "add", "--label", "me", "--scope", "admin"];
  const { stdout: key } = await runRevimg(add, { directory });
  await using deployed = await serveBehindNginx(directory);
  const asked = (path: string, request: object = {}) =>
    ask(`${deployed.address}${path}`, { host: "pictures.example", ...request });
  const statusOf = (path: string) => asked(path).then(({ status }) => status, String);
  await expect.poll(() => statusOf("/health/ready"), { timeout: 60_000 }).toBe(200);
  expect([await statusOf("/images"), await statusOf("/metrics")]).toEqual([401, 404]);
  const form = new FormData();
  form.set("image", new Blob([await readFile(join(directory, "photos/picture-000.jpg"))]));
  const { headers, body } = await formBody(form);
  const withKey = { ...headers, authorization: `Bearer ${key.trim()}` };
  const answer = await asked("/search", { method: "POST", headers: withKey, body });
  expect(JSON.parse(answer.text).similar_images).toMatchObject([{ tier: "exact" }]);
});

test("what a page shows wrongly is told with its line", async () => {
  const directory = await folder();
  await expect(runGuide("test/docs/wrong-guide.md", directory)).rejects.toThrow(
    /wrong-guide\.md:13: this is not what is printed/,
  );
});
