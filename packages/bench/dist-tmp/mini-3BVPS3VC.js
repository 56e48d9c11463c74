import {
  tagsOf
} from "./chunk-5MRKIWIR.js";
import {
  firstMini,
  modelContender,
  picturesPerSecond,
  plainContender,
  requireFile,
  shippedMini,
  side,
  squareOf,
  squaresOf,
  thinned,
  unpack
} from "./chunk-II62657Y.js";
import "./chunk-P6OYAU3B.js";
import "./chunk-2GYVUZTL.js";
import "./chunk-5UUQIF2H.js";
import "./chunk-OONSPIMI.js";
import {
  figure
} from "./chunk-6PK7EDCD.js";
import "./chunk-TUEFZGPM.js";
import {
  __callDispose,
  __using
} from "./chunk-UAWBPTDW.js";

// src/mini.ts
import { join } from "path";

// src/mini/chromium-pace.ts
import { fileURLToPath } from "url";
import {
  bundleForBrowsers,
  chromiumMissing,
  launchChromium,
  servedBundle,
  startPageServer
} from "@revimg/testing/browser";
var rounds = 12;
var batch = 4;
var inPage = `async ({ rounds, batch, side, tensor, output }) => {
  const onnx = await import("/bundle/onnx.js");
  onnx.env.wasm.numThreads = 1;
  const bytes = new Uint8Array(await (await fetch("/model.onnx")).arrayBuffer());
  const session = await onnx.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
  const data = Float32Array.from({ length: batch * 3 * side * side }, (_, i) => Math.sin(i));
  const feeds = { [tensor]: new onnx.Tensor("float32", data, [batch, 3, side, side]) };
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await session.run(feeds, [output]);
    times.push((performance.now() - started) / batch);
  }
  return times;
}`;
async function chromiumMsEach(path, tensors, log) {
  var _stack = [];
  try {
    if (chromiumMissing !== null) {
      log(`nothing is measured in a browser: ${chromiumMissing}`);
      return null;
    }
    const onnx = fileURLToPath(import.meta.resolve("onnxruntime-web/wasm"));
    const files = servedBundle(await bundleForBrowsers({ onnx }));
    files.set("/model.onnx", path);
    const server = __using(_stack, await startPageServer({ files }), true);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(server.url);
      const input = JSON.stringify({ rounds, batch, side, ...tensors });
      const times = await page.evaluate(`(${inPage})(${input})`);
      return Math.min(...times);
    } finally {
      await browser.close();
    }
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}

// src/mini/edited-copies.ts
import { readFile } from "fs/promises";
import { seededRandom, transformations } from "@revimg/core/evaluation";
var hardEdits = ["crop", "text_overlay"];
async function editedCopies(paths, log) {
  const copies = [];
  for (const { name, apply } of transformations) {
    for (const [original, path] of paths.entries()) {
      const copy = await apply(await readFile(path), seededRandom(original));
      copies.push({ edit: name, original, square: await squareOf(copy) });
    }
    log(`${name}: ${paths.length} copies`);
  }
  return copies;
}

// src/mini/plain-descriptors.ts
var levels = 4;
var cells = 16;
function colourHistogram(square) {
  const counts = new Float32Array(levels ** 3);
  for (let at = 0; at < square.length; at += 3) {
    const [red, green, blue] = [square[at], square[at + 1], square[at + 2]].map(
      (value) => value >> 6
    );
    counts[(red * levels + green) * levels + blue]++;
  }
  return unit(counts);
}
function smallPixels(square) {
  const small = new Float32Array(cells * cells * 3);
  const step = side / cells;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const cell = (Math.floor(y / step) * cells + Math.floor(x / step)) * 3;
      for (let colour = 0; colour < 3; colour++) {
        small[cell + colour] += square[(y * side + x) * 3 + colour];
      }
    }
  }
  const mean = small.reduce((sum, value) => sum + value, 0) / small.length;
  return unit(small.map((value) => value - mean));
}
function unit(values) {
  const norm = Math.hypot(...values) || 1;
  return values.map((value) => value / norm);
}

// src/mini/retrieval.ts
function matrixOf(vectors) {
  const columns = vectors[0]?.length ?? 0;
  const values = new Float32Array(vectors.length * columns);
  vectors.forEach((vector, row) => {
    values.set(vector, row * columns);
  });
  return { rows: vectors.length, columns, values };
}
var nearest = 20;
function leaveOneOut(matrix, classes) {
  let [at1, at20] = [0, 0];
  forEachRow(matrix, matrix, (scores, query) => {
    scores[query] = Number.NEGATIVE_INFINITY;
    const best = topOf(scores, nearest);
    const hits = best.map((other) => Number(classes[other] === classes[query]));
    at1 += hits[0];
    at20 += hits.reduce((sum, hit) => sum + hit, 0) / nearest;
  });
  return { at1: at1 / matrix.rows, at20: at20 / matrix.rows };
}
function meanAveragePrecision(matrix, classes) {
  let sum = 0;
  forEachRow(matrix, matrix, (scores, query) => {
    const order = Array.from(scores.keys()).filter((other) => other !== query);
    order.sort((a, b) => scores[b] - scores[a]);
    sum += averagePrecision(order.map((other) => Number(classes[other] === classes[query])));
  });
  return sum / matrix.rows;
}
function recallAt1(queries, originals, collection) {
  let found = 0;
  forEachRow(queries, collection, (scores, query) => {
    let best = 0;
    for (let row = 1; row < scores.length; row++) if (scores[row] > scores[best]) best = row;
    if (best === originals[query]) found++;
  });
  return found / queries.rows;
}
function topOf(scores, count) {
  const top = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < scores.length; place++) {
    const score = scores[place];
    if (top.length === count && score <= least) continue;
    let at = top.length;
    while (at > 0 && scores[top[at - 1]] < score) at--;
    top.splice(at, 0, place);
    if (top.length > count) top.pop();
    least = scores[top.at(-1)];
  }
  return top;
}
function averagePrecision(hits) {
  let [right, sum] = [0, 0];
  hits.forEach((hit, index) => {
    if (hit === 0) return;
    right++;
    sum += right / (index + 1);
  });
  return right === 0 ? 0 : sum / right;
}
var block = 4;
function forEachRow(queries, { rows, columns, values }, take) {
  const scores = Array.from({ length: block }, () => new Float32Array(rows));
  for (let first = 0; first < queries.rows; first += block) {
    const count = Math.min(block, queries.rows - first);
    const [a, b, c, d] = [0, 1, 2, 3].map((index) => {
      const at = (first + Math.min(index, count - 1)) * columns;
      return queries.values.subarray(at, at + columns);
    });
    for (let row = 0; row < rows; row++) {
      const offset = row * columns;
      let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
      for (let column = 0; column < columns; column++) {
        const value = values[offset + column];
        sumA += a[column] * value;
        sumB += b[column] * value;
        sumC += c[column] * value;
        sumD += d[column] * value;
      }
      scores[0][row] = sumA;
      scores[1][row] = sumB;
      scores[2][row] = sumC;
      scores[3][row] = sumD;
    }
    for (let index = 0; index < count; index++) take(scores[index], first + index);
  }
}

// src/mini/tag-figures.ts
import { basename } from "path";
function tagFigures(labels, minConfidence, photos, validation) {
  let [known, unknown, untaggedKnown, untaggedUnknown, given, right] = [0, 0, 0, 0, 0, 0];
  photos.descriptions.forEach(({ logits }, index) => {
    const tags = tagsOf(logits, labels, minConfidence).map(({ tag }) => tag);
    const label = labels.find(({ wnid }) => wnid === photos.wnids[index]);
    if (!label) {
      unknown++;
      if (tags.length === 0) untaggedUnknown++;
      return;
    }
    known++;
    if (tags.length === 0) untaggedKnown++;
    given += tags.length;
    right += tags.filter((tag) => tag === label.name || label.hypernyms.includes(tag)).length;
  });
  return {
    tags_right_known: figure(right / given),
    untagged_known: figure(untaggedKnown / known),
    untagged_unknown: figure(untaggedUnknown / unknown),
    calibration_error: figure(calibrationError(validation))
  };
}
function wnidOfPhoto(path) {
  return basename(path).split("_")[0];
}
var bins = 10;
function calibrationError({ descriptions, wnids }) {
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, right: 0 }));
  descriptions.forEach(({ logits, wnid }, index) => {
    const highest = Math.max(...logits);
    const confidence = 1 / logits.reduce((sum2, logit) => sum2 + Math.exp(logit - highest), 0);
    const sum = sums[Math.min(bins - 1, Math.floor(confidence * bins))];
    sum.confidence += confidence;
    sum.right += Number(wnid === wnids[index]);
  });
  const gaps = sums.map(({ confidence, right }) => Math.abs(confidence - right));
  return gaps.reduce((sum, gap) => sum + gap, 0) / descriptions.length;
}

// src/mini.ts
var benchMini = async (context) => {
  const models = join(context.dataDirectory, "../models");
  const [first, firstLabels] = ["mini-1.onnx", "mini-1.labels.json"].map(
    (name) => requireFile(join(models, name))
  );
  const shipped = await shippedMini();
  const contenders = {
    shipped: await modelContender(shipped),
    first: await modelContender(await firstMini(first, firstLabels)),
    histogram: plainContender(colourHistogram),
    pixels: plainContender(smallPixels)
  };
  const sets = await prepare(context);
  const results = {};
  for (const [name, contender] of Object.entries(contenders)) {
    results[name] = await judge(contender, sets, context);
    context.log(`${name}: ${JSON.stringify(results[name])}`);
  }
  const { shipped: ours, ...others } = results;
  const { image } = shipped.manifest;
  const tensors = { tensor: image.input.tensor, output: image.output.tensor };
  const chromiumMs = await chromiumMsEach(shipped.path, tensors, context.log);
  const judged = async ({ squares }, wnids) => ({
    descriptions: await contenders.shipped.describe(squares),
    wnids
  });
  const tags = tagFigures(
    shipped.labels,
    minConfidenceOf(shipped),
    await judged(sets.photos, sets.photos.paths.map(wnidOfPhoto)),
    await judged(sets.validation, sets.validation.classes)
  );
  return {
    ...ours,
    ...tags,
    chromium_wasm_ms: chromiumMs === null ? null : figure(chromiumMs),
    ...others
  };
};
function minConfidenceOf({ manifest }) {
  return manifest.tags?.minConfidence ?? 0;
}
async function prepare(context) {
  const { quick, log } = context;
  const seen = async (name, step) => {
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
async function judge(contender, { validation, clothing, photos, copies }, { quick }) {
  const known = await contender.describe(validation.squares);
  const vectors = known.map(({ vector }) => vector);
  const neighbours = leaveOneOut(matrixOf(vectors), validation.classes);
  const right = known.filter(({ wnid }, index) => wnid === validation.classes[index]).length;
  const clothes = await describeAll(contender, clothing.squares);
  const originals = await describeAll(contender, photos.squares);
  const collection = matrixOf([...originals, ...vectors]);
  const recallOf = async (chosen) => {
    const queries = await describeAll(
      contender,
      chosen.map(({ square }) => square)
    );
    const expected = chosen.map(({ original }) => original);
    return figure(recallAt1(matrixOf(queries), expected, collection));
  };
  const isHard = ({ edit }) => hardEdits.includes(edit);
  const byHardEdit = {};
  for (const edit of hardEdits) {
    byHardEdit[`edited_recall_at_1_${edit}`] = await recallOf(
      copies.filter((copy) => copy.edit === edit)
    );
  }
  const rounds2 = quick ? 2 : 5;
  return {
    p_at_1: figure(neighbours.at1),
    p_at_20: figure(neighbours.at20),
    accuracy: known[0]?.wnid == null ? null : figure(right / known.length),
    clothing_p_at_1: figure(leaveOneOut(matrixOf(clothes), clothing.classes).at1),
    clothing_map: figure(meanAveragePrecision(matrixOf(clothes), clothing.classes)),
    edited_recall_at_1: await recallOf(copies.filter((copy) => !isHard(copy))),
    ...byHardEdit,
    pictures_per_s: figure(
      await picturesPerSecond(contender, validation.squares.slice(0, 160), rounds2)
    ),
    file_bytes: contender.fileBytes
  };
}
async function describeAll(contender, squares) {
  return (await contender.describe(squares)).map(({ vector }) => vector);
}
export {
  benchMini
};
//# sourceMappingURL=mini-3BVPS3VC.js.map