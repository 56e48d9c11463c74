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
import type { SearchResponse } from "./wire/search-response.js";

const archive = fileURLToPath(new URL("../../../../shared/data/photos-1k.tar", import.meta.url));
const missing = existsSync(archive) ? null : `needs the 800 photos of ${archive}`;

/** Asked among all 800, and spread over them. REVIMG_TEST_PHOTO_QUERIES=800 takes every photo. */
const count = Number(process.env.REVIMG_TEST_PHOTO_QUERIES ?? 200);

let folder: string;
let revimg: Revimg;
let handler: Handler;
/** What is asked with. */
let names: string[];

beforeAll(async () => {
  if (missing) return;
  folder = await mkdtemp(join(tmpdir(), "revimg-photos-"));
  execFileSync("tar", ["-xf", archive, "-C", folder]);
  const all = (await readdir(join(folder, "photos"))).sort();
  expect(all).toHaveLength(800);
  names = Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
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

/** The answers to the photos, eight asked at a time. */
async function askWith(
  query: (photo: string) => Promise<Uint8Array>,
): Promise<{ name: string; match: SearchResponse["similar_images"][number] | undefined }[]> {
  const answers = [];
  for (let first = 0; first < names.length; first += 8) {
    const lot = names.slice(first, first + 8).map(async (name) => {
      const image = new Uint8Array(await query(join(folder, "photos", name)));
      return { name, match: await best(image) };
    });
    answers.push(...(await Promise.all(lot)));
  }
  return answers;
}

test("a photo among 800 finds itself", async ({ skip }) => {
  if (missing) return skip(missing);
  const answers = await askWith((photo) => readFile(photo));
  expect(answers).toHaveLength(count);
  for (const { name, match } of answers) {
    expect(match).toMatchObject({ filename: name, similarity: 1, tier: "exact" });
  }
});

test("a copy at half size and JPEG quality 40 finds its photo first, 19 times in 20", async ({
  skip,
}) => {
  if (missing) return skip(missing);
  const answers = await askWith(async (photo) => {
    const { width } = await sharp(photo).metadata();
    return sharp(photo)
      .resize(Math.round(width / 2))
      .jpeg({ quality: 40 })
      .toBuffer();
  });
  expect(answers).toHaveLength(count);
  const found = answers.filter(({ name, match }) => match?.filename === name).length;
  expect(found).toBeGreaterThanOrEqual(0.95 * answers.length);
});
