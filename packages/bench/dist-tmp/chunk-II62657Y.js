import {
  wrapSession
} from "./chunk-P6OYAU3B.js";
import {
  centerSquare,
  writeModelInput
} from "./chunk-2GYVUZTL.js";
import {
  decodeImage,
  defaultImageLimits
} from "./chunk-5UUQIF2H.js";
import {
  UsageError
} from "./chunk-OONSPIMI.js";
import {
  processCpuMs
} from "./chunk-TUEFZGPM.js";

// src/mini/picture-sets.ts
import { execFile } from "child_process";
import { existsSync } from "fs";
import { mkdir, readdir, readFile } from "fs/promises";
import { dirname, join } from "path";
import { promisify } from "util";
var side = 64;
async function unpack(context, name) {
  const archive = requireFile(join(context.dataDirectory, name));
  const folder = join(context.workDirectory, name.replace(".tar", ""));
  await mkdir(folder, { recursive: true });
  await promisify(execFile)("tar", ["-xf", archive, "-C", folder]);
  const names = await readdir(folder, { recursive: true });
  const paths = names.filter((path) => /\.jpe?g$/i.test(path)).sort().map((path) => join(folder, path));
  return { paths, classes: paths.map((path) => dirname(path).split("/").at(-1)) };
}
function requireFile(path) {
  if (existsSync(path)) return path;
  throw new UsageError(`There is no ${path}; the bench of mini compares with it.`);
}
function thinned({ paths, classes }, step) {
  const isKept = (_, index) => index % step === 0;
  return { paths: paths.filter(isKept), classes: classes.filter(isKept) };
}
async function squareOf(bytes) {
  const { pixels, pixelWidth, pixelHeight } = await decodeImage(bytes, { limits: defaultImageLimits });
  return centerSquare({ pixels, width: pixelWidth, height: pixelHeight }, side);
}
async function squaresOf(paths) {
  const squares = [];
  for (const path of paths) squares.push(await squareOf(await readFile(path)));
  return squares;
}

// src/mini/contender.ts
var cores = 2;
var batchSize = 16;
function plainContender(describe) {
  return {
    fileBytes: null,
    describe: async (squares) => squares.map((square) => ({ vector: describe(square), wnid: null, logits: null }))
  };
}
async function picturesPerSecond(contender, squares, rounds) {
  await contender.describe(squares.slice(0, batchSize));
  const rates = [];
  for (let round = 0; round < rounds; round++) {
    const before = processCpuMs();
    await contender.describe(squares);
    rates.push(cores * 1e3 * squares.length / (processCpuMs() - before));
  }
  return Math.max(...rates);
}

// src/mini/model-contender.ts
import { readFile as readFile2, stat } from "fs/promises";
import { resolveModel } from "@revimg/core";
import { InferenceSession, Tensor } from "onnxruntime-node";
async function shippedMini() {
  const model = await resolveModel("mini");
  const labels = JSON.parse(await readFile2(await model.file("labels"), "utf8"));
  return {
    path: await model.file("image"),
    manifest: model.manifest,
    labels,
    wnids: labels.map(({ wnid }) => wnid)
  };
}
async function firstMini(path, labels) {
  const { manifest } = await shippedMini();
  const entries = JSON.parse(await readFile2(labels, "utf8"));
  return { path, manifest, wnids: entries.map(({ wnid }) => wnid) };
}
async function modelContender({ path, manifest, wnids }) {
  const session = wrapSession(await openSession(path), Tensor);
  return {
    fileBytes: (await stat(path)).size,
    async describe(squares) {
      const descriptions = [];
      for (let first = 0; first < squares.length; first += batchSize) {
        const batch = squares.slice(first, first + batchSize);
        descriptions.push(...await describeBatch(session, manifest, wnids, batch));
      }
      return descriptions;
    }
  };
}
async function describeBatch(session, { image, tags, dimension }, wnids, squares) {
  const { tensor } = image.input;
  const length = 3 * side * side;
  const data = new Float32Array(squares.length * length);
  squares.forEach((pixels, index) => {
    const target = data.subarray(index * length, (index + 1) * length);
    writeModelInput({ pixels, width: side, height: side }, image.input, target);
  });
  const shape = [squares.length, 3, side, side];
  const outputs = [image.output.tensor, tags?.kind === "classifier" ? tags.tensor : ""];
  const [vectors, logits] = await session.run(tensor, { type: "float32", data, shape }, outputs);
  return squares.map((_, index) => {
    const row = logits.subarray(index * wnids.length, (index + 1) * wnids.length);
    return {
      vector: vectors.slice(index * dimension, (index + 1) * dimension),
      logits: row.slice(),
      wnid: wnids[row.indexOf(row.reduce((a, b) => Math.max(a, b)))]
    };
  });
}
function openSession(path) {
  return InferenceSession.create(path, {
    intraOpNumThreads: 2,
    extra: { session: { intra_op: { allow_spinning: "0" } } }
  });
}

export {
  side,
  unpack,
  requireFile,
  thinned,
  squareOf,
  squaresOf,
  plainContender,
  picturesPerSecond,
  shippedMini,
  firstMini,
  modelContender
};
//# sourceMappingURL=chunk-II62657Y.js.map