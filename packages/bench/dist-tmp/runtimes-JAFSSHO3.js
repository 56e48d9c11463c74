import {
  tagsOf
} from "./chunk-5MRKIWIR.js";
import {
  requireTensor,
  wrapSession
} from "./chunk-P6OYAU3B.js";
import {
  writeModelInput
} from "./chunk-2GYVUZTL.js";
import {
  RevimgError,
  decodeImage,
  defaultImageLimits,
  toPlainError,
  workingSideFor
} from "./chunk-5UUQIF2H.js";
import {
  preparePictures
} from "./chunk-IL74N4ZE.js";
import {
  figure
} from "./chunk-6PK7EDCD.js";
import {
  __callDispose,
  __using
} from "./chunk-UAWBPTDW.js";

// src/runtimes.ts
import { join as join2 } from "path";
import { resolveModel } from "@revimg/core";
import { clipModelFolder } from "@revimg/testing/clip-model";
import sharp from "sharp";

// src/runtimes/embed-in-chromium.ts
import { dirname, join } from "path";
import { fileURLToPath } from "url";
import {
  bundleForBrowsers,
  chromiumMissing,
  launchChromium,
  servedBundle,
  startPageServer
} from "@revimg/testing/browser";
var inPage = `async ({ manifest, urls }) => {
  const { createBrowserEmbedder } = await import("/bundle/browser.js");
  const embedder = await createBrowserEmbedder({ manifest, filesBase: "/model/", device: "wasm" });
  const vectors = await Promise.all(
    urls.map(async (url) => {
      const { vector } = await embedder.embed(await (await fetch(url)).blob());
      return [...vector];
    }),
  );
  await embedder.close();
  return vectors;
}`;
async function embedInChromium(model, paths, log) {
  var _stack = [];
  try {
    if (chromiumMissing !== null) {
      log(`nothing is measured in a browser: ${chromiumMissing}`);
      return null;
    }
    const entry = fileURLToPath(import.meta.resolve("@revimg/core/browser"));
    const worker = join(dirname(entry), "browser-worker.js");
    const files = servedBundle(await bundleForBrowsers({ browser: entry, "browser-worker": worker }));
    const roles = model.manifest.tags?.kind === "classifier" ? ["labels", "image"] : ["image"];
    for (const role of roles) {
      files.set(`/model/${model.entry(role).path}`, await model.file(role));
    }
    const urls = paths.map((path, index) => {
      files.set(`/pictures/${index}`, path);
      return `/pictures/${index}`;
    });
    const server = __using(_stack, await startPageServer({ files }), true);
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.goto(server.url);
      const input = JSON.stringify({ manifest: model.manifest, urls });
      const vectors = await page.evaluate(`(${inPage})(${input})`);
      return vectors.map((vector) => Float32Array.from(vector));
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

// src/runtimes/embed-in-node.ts
import { readFile } from "fs/promises";

// ../core/src/model/vectors.ts
function normalized(values) {
  const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  if (!Number.isFinite(norm) || norm === 0) return null;
  return values.map((value) => value / norm);
}

// ../core/src/model/image-model.ts
var ImageModel = class {
  #session;
  #manifest;
  #labels;
  #oneByOne;
  #input = new Float32Array();
  /** Throws `model_corrupt` when the file is not what the manifest describes. `labels` are a classifier's. */
  constructor(session, manifest, dtype, labels = []) {
    const { id, image, dimension, tags } = manifest;
    const { tensor, size } = image.input;
    const input = requireTensor(id, session, "inputs", {
      name: tensor,
      types: ["float32"],
      shape: [null, 3, size, size]
    });
    const types = ["float32", "float16"];
    requireTensor(id, session, "outputs", {
      name: image.output.tensor,
      types,
      shape: [null, dimension]
    });
    if (tags?.kind === "classifier") {
      requireTensor(id, session, "outputs", {
        name: tags.tensor,
        types,
        shape: [null, labels.length]
      });
    }
    this.#session = session;
    this.#manifest = manifest;
    this.#labels = labels;
    this.#oneByOne = mustRunOneByOne(input, dtype);
  }
  /** Embeds one batch: an outcome for each picture, in their order. */
  async embed(images) {
    if (!this.#oneByOne) return this.#run(images);
    const outcomes = [];
    for (const image of images) outcomes.push(...await this.#run([image]));
    return outcomes;
  }
  async #run(images) {
    const { id, image, dimension, tags } = this.#manifest;
    const classifier = tags?.kind === "classifier" ? tags : void 0;
    const names = [image.output.tensor, ...classifier ? [classifier.tensor] : []];
    const { size } = image.input;
    const shape = [images.length, 3, size, size];
    const feed = { type: "float32", data: this.#inputOf(images), shape };
    const [vectors, logits] = await this.#session.run(image.input.tensor, feed, names);
    requireLength(id, vectors, images.length * dimension);
    if (logits) requireLength(id, logits, images.length * this.#labels.length);
    return images.map((_, index) => {
      const vector = normalized(vectors.subarray(index * dimension, (index + 1) * dimension));
      if (vector === null) return unusable(id, "this picture");
      if (!classifier || !logits) return { value: { vector, tags: [] } };
      const row = logits.subarray(index * this.#labels.length, (index + 1) * this.#labels.length);
      if (!row.every(Number.isFinite)) return unusable(id, "this picture");
      return { value: { vector, tags: tagsOf(row, this.#labels, classifier.minConfidence) } };
    });
  }
  /** The buffer is kept, since a batch of CLIP's takes 5 MB. */
  #inputOf(images) {
    const shape = this.#manifest.image.input;
    const length = 3 * shape.size * shape.size;
    if (this.#input.length < images.length * length) {
      this.#input = new Float32Array(images.length * length);
    }
    images.forEach((image, index) => {
      writeModelInput(image, shape, this.#input.subarray(index * length, (index + 1) * length));
    });
    return this.#input.subarray(0, images.length * length);
  }
};
function mustRunOneByOne({ shape }, dtype) {
  return shape[0] === 1 || dtype === "int8";
}
function requireLength(id, values, length) {
  if (values.length === length) return;
  throw new RevimgError(
    "model_corrupt",
    `The model ${id} gave ${values.length} values where its manifest says ${length}. Correct the manifest, or use the file it was written for.`,
    { details: { model: id } }
  );
}
function unusable(id, what) {
  const error = new RevimgError(
    "model_corrupt",
    `The model ${id} gave no usable embedding for ${what}: its values are not finite, or all 0.`,
    { details: { model: id } }
  );
  return { error: toPlainError(error, "model_corrupt") };
}

// src/runtimes/embed-in-node.ts
async function embedInNode(model, runtime, paths) {
  const { manifest, dtype } = model;
  const labels = manifest.tags?.kind === "classifier" ? JSON.parse(await readFile(await model.file("labels"), "utf8")) : [];
  const session = await openSession(runtime, await model.file("image"));
  const images = new ImageModel(session, manifest, dtype, labels);
  const options = {
    limits: defaultImageLimits,
    workingSide: workingSideFor(manifest.image.input.size)
  };
  const vectors = [];
  for (const path of paths) {
    const { pixels, pixelWidth, pixelHeight } = await decodeImage(await readFile(path), options);
    const [outcome] = await images.embed([{ pixels, width: pixelWidth, height: pixelHeight }]);
    if (!outcome || "error" in outcome) throw new Error(`${path} has no vector.`);
    vectors.push(outcome.value.vector);
  }
  return vectors;
}
async function openSession(runtime, path) {
  if (runtime === "onnxruntime-node") {
    const { InferenceSession: InferenceSession2, Tensor: Tensor2 } = await import("onnxruntime-node");
    return wrapSession(await InferenceSession2.create(path), Tensor2);
  }
  const { InferenceSession, Tensor, env } = await import("onnxruntime-web");
  env.wasm.numThreads = 1;
  return wrapSession(await InferenceSession.create(await readFile(path)), Tensor);
}

// src/runtimes.ts
var pictureCount = 40;
var largeCount = 4;
var benchRuntimes = async (context) => {
  const { quick, log } = context;
  const { sets, kind } = await prepareSets(context);
  const size = quick ? { size: "tiny", inputSize: 224 } : { size: "full" };
  const clip = join2(await clipModelFolder(size), "manifest.json");
  const nodeWasm = [];
  const chromium = new Map(sets.map(({ name }) => [name, []]));
  for (const reference of ["mini", clip]) {
    const model = await resolveModel(reference);
    log(
      `${model.manifest.id}: ${sets.map(({ name, paths }) => `${paths.length} ${name}`).join(", ")}`
    );
    const compared = await compare(
      model,
      sets.flatMap(({ paths }) => paths),
      log
    );
    nodeWasm.push(...compared.nodeWasm);
    let first = 0;
    for (const { name, paths } of sets) {
      const end = first + paths.length;
      chromium.get(name).push(...compared.chromium.slice(first, end));
      first = end;
    }
  }
  return {
    picture_kind: kind,
    clip_size: size.size,
    node_wasm_min_cosine: least(nodeWasm),
    chromium_min_cosine: least([...chromium.values()].flat()),
    ...Object.fromEntries(
      sets.map(({ name }) => [`chromium_min_cosine_${name}`, least(chromium.get(name))])
    )
  };
};
async function compare(model, paths, log) {
  const native = await embedInNode(model, "onnxruntime-node", paths);
  const nodeWasm = await embedInNode(model, "onnxruntime-web", paths);
  const inBrowser = await embedInChromium(model, paths, log);
  const cosines = (vectors) => vectors.map((vector, index) => cosine(vector, native[index]));
  return { nodeWasm: cosines(nodeWasm), chromium: inBrowser ? cosines(inBrowser) : [] };
}
async function prepareSets(context) {
  const { folder, names, kind } = await preparePictures(context);
  const step = Math.floor(names.length / pictureCount);
  const chosen = Array.from({ length: pictureCount }, (_, index) => names[index * step]);
  const jpeg = chosen.map((name) => join2(folder, name));
  const converted = async (name, count, convert) => {
    const made = [];
    for (const [index, path] of jpeg.slice(0, count).entries()) {
      const target = join2(context.workDirectory, `${name}-${index}`);
      await convert(path, target);
      made.push(target);
    }
    return { name, paths: made };
  };
  const png = await converted(
    "png",
    context.quick ? pictureCount / 4 : pictureCount,
    (path, to) => sharp(path).png().toFile(to)
  );
  const large = await converted(
    "12mp",
    largeCount,
    (path, to) => sharp(path).resize(4e3, 3e3, { kernel: "cubic" }).jpeg({ quality: 90 }).toFile(to)
  );
  return { sets: [{ name: "jpeg", paths: jpeg }, png, large], kind };
}
function cosine(a, b) {
  return a.reduce((sum, value, index) => sum + value * b[index], 0);
}
function least(cosines) {
  if (cosines.length === 0) return null;
  return figure(Math.floor(Math.min(...cosines) * 1e6) / 1e6, 7);
}
export {
  benchRuntimes
};
//# sourceMappingURL=runtimes-JAFSSHO3.js.map