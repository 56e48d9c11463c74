import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import sharp from "sharp";
import { createTokenizer } from "../../core/src/inference/tokenizer.js";
import { type Bench, UsageError } from "./lib/bench.js";
import { figure } from "./lib/statistics.js";
import { type Difference, differenceOf } from "./preprocess/differences.js";
import { squareFromAllPixels, squareInUse, squareOfReference } from "./preprocess/model-squares.js";
import { orientationMinCosine } from "./preprocess/orientations.js";

const contextLength = 77;

/**
 * What a model is given, against CLIP's reference code: crops that Pillow made of
 * photos, reduced copies against every pixel, token ids, EXIF orientations.
 */
export const benchPreprocess: Bench = async ({ quick, dataDirectory, workDirectory, log }) => {
  const fixtures = join(dataDirectory, "../fixtures");
  const archive = join(fixtures, "clip-preprocess.tar");
  if (!existsSync(archive)) throw new UsageError(`There is no ${archive} to compare with.`);
  await promisify(execFile)("tar", ["-xf", archive, "-C", workDirectory]);
  const folder = join(workDirectory, "clip-preprocess");
  const photos = (await readdir(folder))
    .filter((name) => name.endsWith(".jpg"))
    .map((name) => join(folder, name));

  const exact = await compareAll(photos, async (photo) => {
    const reference = await sharp(photo.replace(".jpg", ".reference.png"))
      .removeAlpha()
      .raw()
      .toBuffer();
    return differenceOf(await squareOfReference(await readFile(photo)), reference);
  });
  log(`${photos.length} photos against Pillow's crops: at most ${exact.max} of 255`);
  const asStored = await compareAll(photos, async (photo) => reductionOf(await readFile(photo)));
  const medium = await compareAll(photos, async (photo) =>
    reductionOf(await enlarged(photo, 1600, 1200)),
  );
  const large = await compareAll(quick ? photos.slice(0, 8) : photos, async (photo) =>
    reductionOf(await enlarged(photo, 4000, 3000)),
  );
  log(`reduced copies: ${figure(medium.mean)} at 2 megapixels, ${figure(large.mean)} at 12`);
  const tokenizer = await checkTokenizer(join(fixtures, "clip-tokenizer"), log);
  return {
    photos: photos.length,
    exact_max_abs: exact.max,
    exact_mean_abs: figure(exact.mean),
    fast_mean_abs: figure(medium.mean),
    fast_mean_abs_worst: figure(medium.worstMean),
    fast_mean_abs_as_stored: figure(asStored.mean),
    fast_mean_abs_12mp: figure(large.mean),
    fast_mean_abs_12mp_worst: figure(large.worstMean),
    tokenizer_right: tokenizer.right,
    tokenizer_total: tokenizer.total,
    orientation_min_cosine: figure(await orientationMinCosine(photos.slice(0, quick ? 1 : 4)), 6),
  };
};

/** Largest and mean difference over all photos, and the mean of the photo that differs most. */
async function compareAll(
  photos: readonly string[],
  compare: (photo: string) => Promise<Difference>,
): Promise<Difference & { worstMean: number }> {
  const differences: Difference[] = [];
  for (const photo of photos) differences.push(await compare(photo));
  const means = differences.map(({ mean }) => mean);
  return {
    max: Math.max(...differences.map(({ max }) => max)),
    mean: means.reduce((sum, mean) => sum + mean, 0) / means.length,
    worstMean: Math.max(...means),
  };
}

async function reductionOf(bytes: Uint8Array): Promise<Difference> {
  return differenceOf(await squareInUse(bytes), await squareFromAllPixels(bytes));
}

/** The photo at the size of a camera's pictures. */
function enlarged(photo: string, width: number, height: number): Promise<Buffer> {
  return sharp(photo)
    .resize(width, height, { fit: "cover", kernel: "cubic" })
    .jpeg({ quality: 92 })
    .toBuffer();
}

async function checkTokenizer(
  folder: string,
  log: (line: string) => void,
): Promise<{ right: number; total: number }> {
  const json = gunzipSync(await readFile(join(folder, "tokenizer.json.gz"))).toString();
  const tokenizer = createTokenizer(json, { contextLength });
  const { cases } = JSON.parse(await readFile(join(folder, "expected.json"), "utf8")) as {
    cases: { text: string; ids: number[] }[];
  };
  const wrong = cases.filter(
    ({ text, ids }) => JSON.stringify(tokenizer.encode(text)) !== JSON.stringify(ids),
  );
  for (const { text } of wrong) log(`wrong token ids: ${JSON.stringify(text)}`);
  return { right: cases.length - wrong.length, total: cases.length };
}
