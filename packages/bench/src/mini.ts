import { join } from "node:path";
import type { Bench, BenchContext, BenchResult } from "./lib/bench.js";
import { figure } from "./lib/statistics.js";
import { chromiumMsEach } from "./mini/chromium-pace.js";
import { type Contender, picturesPerSecond, plainContender } from "./mini/contender.js";
import { type EditedCopy, editedCopies, hardEdits } from "./mini/edited-copies.js";
import { firstMini, type MiniModel, modelContender, shippedMini } from "./mini/model-contender.js";
import {
  type PictureFiles,
  requireFile,
  type Square,
  squaresOf,
  thinned,
  unpack,
} from "./mini/picture-sets.js";
import { colourHistogram, smallPixels } from "./mini/plain-descriptors.js";
import { leaveOneOut, matrixOf, meanAveragePrecision, recallAt1 } from "./mini/retrieval.js";
import { tagFigures, wnidOfPhoto } from "./mini/tag-figures.js";

/** A set of pictures, as every contender sees them. */
interface Seen extends PictureFiles {
  squares: Square[];
}

interface Sets {
  validation: Seen;
  clothing: Seen;
  photos: Seen;
  copies: EditedCopy[];
}

/**
 * The built-in model beside its first version, a colour histogram and small
 * pixels: how well each finds pictures of the same class (Tiny-ImageNet's
 * validation set, clothing) and edited copies of photos among the pictures of
 * Tiny-ImageNet, how fast it is and how large its file.
 */
export const benchMini: Bench = async (context) => {
  const models = join(context.dataDirectory, "../models");
  const [first, firstLabels] = ["mini-1.onnx", "mini-1.labels.json"].map((name) =>
    requireFile(join(models, name)),
  );
  const shipped = await shippedMini();
  const contenders = {
    shipped: await modelContender(shipped),
    first: await modelContender(await firstMini(first!, firstLabels!)),
    histogram: plainContender(colourHistogram),
    pixels: plainContender(smallPixels),
  };
  const sets = await prepare(context);
  const results: Record<string, BenchResult> = {};
  for (const [name, contender] of Object.entries(contenders)) {
    results[name] = await judge(contender, sets, context);
    context.log(`${name}: ${JSON.stringify(results[name])}`);
  }
  const { shipped: ours, ...others } = results;
  const { image } = shipped.manifest;
  const tensors = { tensor: image.input.tensor, output: image.output.tensor };
  const chromiumMs = await chromiumMsEach(shipped.path, tensors, context.log);
  const judged = async ({ squares }: Seen, wnids: string[]) => ({
    descriptions: await contenders.shipped.describe(squares),
    wnids,
  });
  const tags = tagFigures(
    shipped.labels,
    minConfidenceOf(shipped),
    await judged(sets.photos, sets.photos.paths.map(wnidOfPhoto)),
    await judged(sets.validation, sets.validation.classes),
  );
  return {
    ...ours,
    ...tags,
    chromium_wasm_ms: chromiumMs === null ? null : figure(chromiumMs),
    ...others,
  };
};

function minConfidenceOf({ manifest }: MiniModel): number {
  return manifest.tags?.minConfidence ?? 0;
}

async function prepare(context: BenchContext): Promise<Sets> {
  const { quick, log } = context;
  const seen = async (name: string, step: number): Promise<Seen> => {
    const files = thinned(await unpack(context, name), quick ? step : 1);
    const squares = await squaresOf(files.paths);
    log(`${name}: ${squares.length} pictures`);
    return { ...files, squares };
  };
  const validation = await seen("tiny-imagenet-val.tar", 5);
  const clothing = await seen("clothing.tar", 1);
  const photos = await seen("photos-1k.tar", 10);
  return { validation, clothing, photos, copies: await editedCopies(photos.paths, log) };
}

async function judge(
  contender: Contender,
  { validation, clothing, photos, copies }: Sets,
  { quick }: BenchContext,
): Promise<BenchResult> {
  const known = await contender.describe(validation.squares);
  const vectors = known.map(({ vector }) => vector);
  const neighbours = leaveOneOut(matrixOf(vectors), validation.classes);
  const right = known.filter(({ wnid }, index) => wnid === validation.classes[index]).length;
  const clothes = await describeAll(contender, clothing.squares);
  const originals = await describeAll(contender, photos.squares);
  const collection = matrixOf([...originals, ...vectors]);
  const recallOf = async (chosen: readonly EditedCopy[]) => {
    const queries = await describeAll(
      contender,
      chosen.map(({ square }) => square),
    );
    const expected = chosen.map(({ original }) => original);
    return figure(recallAt1(matrixOf(queries), expected, collection));
  };
  const isHard = ({ edit }: EditedCopy) => hardEdits.includes(edit);
  const byHardEdit: BenchResult = {};
  for (const edit of hardEdits) {
    byHardEdit[`edited_recall_at_1_${edit}`] = await recallOf(
      copies.filter((copy) => copy.edit === edit),
    );
  }
  const rounds = quick ? 2 : 5;
  return {
    p_at_1: figure(neighbours.at1),
    p_at_20: figure(neighbours.at20),
    accuracy: known[0]?.wnid == null ? null : figure(right / known.length),
    clothing_p_at_1: figure(leaveOneOut(matrixOf(clothes), clothing.classes).at1),
    clothing_map: figure(meanAveragePrecision(matrixOf(clothes), clothing.classes)),
    edited_recall_at_1: await recallOf(copies.filter((copy) => !isHard(copy))),
    ...byHardEdit,
    pictures_per_s: figure(
      await picturesPerSecond(contender, validation.squares.slice(0, 160), rounds),
    ),
    file_bytes: contender.fileBytes,
  };
}

async function describeAll(
  contender: Contender,
  squares: readonly Square[],
): Promise<Float32Array[]> {
  return (await contender.describe(squares)).map(({ vector }) => vector);
}
