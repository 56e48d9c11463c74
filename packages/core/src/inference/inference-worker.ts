import { readFile } from "node:fs/promises";
import { workerData } from "node:worker_threads";
import { RevimgError } from "../lib/errors.js";
import { giveWay } from "../lib/workers/give-way.js";
import { answerCalls } from "../lib/workers/worker-loop.js";
import type { OnnxFile } from "../model-files/model-manifest.js";
import { ImageModel } from "./image-model.js";
import type {
  InferenceCall,
  InferenceWorkerData,
  LoadedModelInfo,
  ModelToLoad,
  TextFiles,
} from "./inference-protocol.js";
import { insideNativeGuard } from "./native-guard.js";
import { openRuntime, preloadRuntime, type Runtime } from "./runtime.js";
import type { Session } from "./session.js";
import type { ModelLabel } from "./tags.js";
import { TextModel } from "./text-model.js";
import { createTokenizer } from "./tokenizer.js";
import { type TextReader, WordReader } from "./word-reader.js";

/**
 * The thread that runs the model. Inference blocks the thread that asks for it,
 * and so does making the model's input from pixels: both happen here, away from
 * the caller's event loop.
 */
giveWay();
const { guard, runtime: wanted } = workerData as InferenceWorkerData;
const preloaded = insideNativeGuard(guard, () => preloadRuntime(wanted)).catch(() => {});
let runtime: Runtime | undefined;
let model: ModelToLoad | undefined;
let imageModel: ImageModel | undefined;
let labels: ModelLabel[] = [];
let textReader: TextReader | undefined;

async function load(given: ModelToLoad): Promise<LoadedModelInfo> {
  model = given;
  const { manifest, dtype, files, threads, device } = model;
  if (files.labels !== null) labels = await readLabels(files.labels);
  await preloaded;
  // The thread may have begun after the process began to exit: then nothing is loaded yet.
  runtime = await insideNativeGuard(guard, () => openRuntime({ threads, device, runtime: wanted }));
  const session = await openSession(files.image, manifest.image.files[dtype]!);
  imageModel = new ImageModel(session, manifest, dtype, labels);
  return { runtime: runtime.name, nativeProblem: runtime.nativeProblem };
}

async function loadText(paths: TextFiles): Promise<TextReader> {
  const { manifest, dtype } = model!;
  if ("prototypes" in paths) {
    return new WordReader(manifest, labels, await readFile(paths.prototypes));
  }
  const text = manifest.text!;
  const json = await readFile(paths.tokenizer, "utf8");
  const tokenizer = createTokenizer(json, text.input);
  const session = await openSession(paths.model, text.files[dtype]!);
  return new TextModel(session, manifest, text, dtype, tokenizer);
}

async function openSession(path: string, file: OnnxFile): Promise<Session> {
  const session = await insideNativeGuard(guard, () => runtime!.open(path, file));
  return {
    ...session,
    run: (...args) => insideNativeGuard(guard, () => session.run(...args)),
  };
}

async function readLabels(path: string): Promise<ModelLabel[]> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as ModelLabel[];
  } catch (cause) {
    throw new RevimgError("model_corrupt", `The labels of the model, ${path}, can't be read.`, {
      cause,
    });
  }
}

answerCalls(async (...call: InferenceCall) => {
  const [method, args] = call;
  if (method === "load") return load(...args);
  if (method === "embed") return imageModel!.embed(...args);
  const [texts, paths] = args;
  textReader ??= await loadText(paths);
  return textReader.embed(texts);
}, "model_unavailable");
