import { join } from "node:path";
import { type ResolvedModel, resolveModel } from "@revimg/core";
import { clipModelFolder } from "@revimg/testing/clip-model";
import sharp from "sharp";
import type { Bench, BenchContext } from "./lib/bench.js";
import { preparePictures } from "./lib/pictures.js";
import { figure } from "./lib/statistics.js";
import { embedInChromium } from "./runtimes/embed-in-chromium.js";
import { embedInNode } from "./runtimes/embed-in-node.js";

/** Pictures of one kind. */
interface FileSet {
  name: string;
  paths: string[];
}

const pictureCount = 40;
const largeCount = 4;

/**
 * The same files through the same model on three runtimes: ONNX Runtime's native
 * binding and its WebAssembly in Node, its WebAssembly in Chromium. Each from the
 * encoded bytes on, with the decoder that is at home there. The lowest cosine of
 * a picture's vector with the native one, over `mini` and a model of CLIP's shape.
 */
export const benchRuntimes: Bench = async (context) => {
  const { quick, log } = context;
  const { sets, kind } = await prepareSets(context);
  const size = quick ? ({ size: "tiny", inputSize: 224 } as const) : ({ size: "full" } as const);
  const clip = join(await clipModelFolder(size), "manifest.json");
  const nodeWasm: number[] = [];
  const chromium = new Map<string, number[]>(sets.map(({ name }) => [name, []]));
  for (const reference of ["mini", clip]) {
    const model = await resolveModel(reference);
    log(
      `${model.manifest.id}: ${sets.map(({ name, paths }) => `${paths.length} ${name}`).join(", ")}`,
    );
    const compared = await compare(
      model,
      sets.flatMap(({ paths }) => paths),
      log,
    );
    nodeWasm.push(...compared.nodeWasm);
    let first = 0;
    for (const { name, paths } of sets) {
      const end = first + paths.length;
      chromium.get(name)!.push(...compared.chromium.slice(first, end));
      first = end;
    }
  }
  return {
    picture_kind: kind,
    clip_size: size.size,
    node_wasm_min_cosine: least(nodeWasm),
    chromium_min_cosine: least([...chromium.values()].flat()),
    ...Object.fromEntries(
      sets.map(({ name }) => [`chromium_min_cosine_${name}`, least(chromium.get(name)!)]),
    ),
  };
};

/** Cosines with the native vectors, in the order of the paths. */
async function compare(model: ResolvedModel, paths: readonly string[], log: BenchContext["log"]) {
  const native = await embedInNode(model, "onnxruntime-node", paths);
  const nodeWasm = await embedInNode(model, "onnxruntime-web", paths);
  const inBrowser = await embedInChromium(model, paths, log);
  const cosines = (vectors: readonly Float32Array[]) =>
    vectors.map((vector, index) => cosine(vector, native[index]!));
  return { nodeWasm: cosines(nodeWasm), chromium: inBrowser ? cosines(inBrowser) : [] };
}

/** Photos as they are, the same as PNG, and a few enlarged to 12 megapixels. */
async function prepareSets(context: BenchContext): Promise<{ sets: FileSet[]; kind: string }> {
  const { folder, names, kind } = await preparePictures(context);
  const step = Math.floor(names.length / pictureCount);
  const chosen = Array.from({ length: pictureCount }, (_, index) => names[index * step]!);
  const jpeg = chosen.map((name) => join(folder, name));
  const converted = async (
    name: string,
    count: number,
    convert: (path: string, to: string) => Promise<unknown>,
  ) => {
    const made: string[] = [];
    for (const [index, path] of jpeg.slice(0, count).entries()) {
      const target = join(context.workDirectory, `${name}-${index}`);
      await convert(path, target);
      made.push(target);
    }
    return { name, paths: made };
  };
  const png = await converted("png", context.quick ? pictureCount / 4 : pictureCount, (path, to) =>
    sharp(path).png().toFile(to),
  );
  const large = await converted("12mp", largeCount, (path, to) =>
    sharp(path).resize(4000, 3000, { kernel: "cubic" }).jpeg({ quality: 90 }).toFile(to),
  );
  return { sets: [{ name: "jpeg", paths: jpeg }, png, large], kind };
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

/** Six digits, rounded down: 1 must mean 1. */
function least(cosines: readonly number[]): number | null {
  if (cosines.length === 0) return null;
  return figure(Math.floor(Math.min(...cosines) * 1e6) / 1e6, 7);
}
