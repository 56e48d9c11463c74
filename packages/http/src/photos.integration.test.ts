import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRevimg, type Revimg } from "@revimg/core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHandler, type Handler } from "./create-handler.js";
import type { SearchResponse } from "./wire.js";

const archive = fileURLToPath(new URL("../../../../shared/data/photos-1k.tar", import.meta.url));
const missing = existsSync(archive) ? null : `needs the 800 photos of ${archive}`;

let folder: string;
let revimg: Revimg;
let handler: Handler;
let names: string[];

beforeAll(async () => {
  if (missing) return;
  folder = await mkdtemp(join(tmpdir(), "revimg-photos-"));
  execFileSync("tar", ["-xf", archive, "-C", folder]);
  names = await readdir(join(folder, "photos"));
  revimg = await createRevimg({ dataDirectory: join(folder, "data"), model: "mini" });
  handler = createHandler(revimg);
  for await (const event of revimg.index(join(folder, "photos"))) {
    if (event.type === "failed") throw event.error;
  }
});

afterAll(async () => {
  await revimg?.close();
  if (folder) await rm(folder, { recursive: true });
});

async function best(image: Uint8Array<ArrayBuffer>) {
  const form = new FormData();
  form.append("image", new Blob([image]), "query.jpg");
  form.append("limit", "1");
  const request = new Request("http://localhost/search", { method: "POST", body: form });
  const answer = (await (await handler(request)).json()) as SearchResponse;
  return answer.similar_images[0];
}

test("each of 800 photos finds itself", async ({ skip }) => {
  if (missing) return skip(missing);
  for (const name of names) {
    const photo = new Uint8Array(await readFile(join(folder, "photos", name)));
    expect(await best(photo)).toMatchObject({ filename: name, similarity: 1, tier: "exact" });
  }
});

test("a copy at half size and JPEG quality 40 finds its photo first, 19 times in 20", async ({
  skip,
}) => {
  if (missing) return skip(missing);
  let found = 0;
  for (const name of names) {
    const photo = sharp(join(folder, "photos", name));
    const { width } = await photo.metadata();
    const copy = await photo
      .resize(Math.round(width / 2))
      .jpeg({ quality: 40 })
      .toBuffer();
    if ((await best(new Uint8Array(copy)))?.filename === name) found++;
  }
  expect(names).toHaveLength(800);
  expect(found).toBeGreaterThanOrEqual(0.95 * names.length);
});
