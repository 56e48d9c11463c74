import { availableParallelism } from "node:os";
import type { Device } from "../api/options.js";
import { isBuiltIn } from "../model-files/built-in-models.js";
import type { ResolvedModel } from "../model-files/resolve-model.js";
import type { InferenceThread, StartedThread, ThreadSettings } from "./inference-thread.js";
import { type InferenceRuntime, nativeRemedy } from "./runtime.js";

/** What the embedder wants of a model: see `resolveModel`. */
export type EmbedderModel = Pick<ResolvedModel, "manifest" | "dtype" | "entry" | "file"> &
  Partial<Pick<ResolvedModel, "reference">>;

/** What decides where a model runs; see `EmbedderOptions`. */
interface Placement {
  device?: Device | undefined;
  runtime?: InferenceRuntime | undefined;
}

/** Threads of one inference, at most: more gain nothing at these sizes. */
const maxThreads = 8;

/**
 * A model of at most this many bytes runs on one thread: each layer has so little to do
 * that sharing it costs more. On two cores, `mini` then answers a single picture 1.4 ms
 * later, and 20 clients get 28 % more answers.
 */
const smallModelBytes = 16 * 2 ** 20;

/** Threads of one inference, where the options do not say. */
export function threadsFor(model: EmbedderModel, workers: number): number {
  if (isSmall(model)) return 1;
  return Math.min(maxThreads, Math.max(1, Math.floor(availableParallelism() / workers)));
}

/**
 * Whether loading can't fail once the model's files are known to be right. Then nobody
 * needs to wait for it. This holds for a model of our own that needs little memory, on
 * the processor.
 */
export function loadsForCertain(model: EmbedderModel, { device, runtime }: Placement): boolean {
  const { reference = "" } = model;
  const isUsual = (device ?? "cpu") === "cpu" && runtime === undefined;
  return isUsual && isBuiltIn(reference) && isSmall(model);
}

/** Loads the model into a thread. The process warns once where the native runtime can't be used. */
export async function loadThread(
  started: StartedThread,
  { runtime, ...model }: ThreadSettings,
): Promise<InferenceThread> {
  const loaded = await started.load(model);
  const { nativeProblem } = loaded.info;
  if (nativeProblem !== undefined) warnAboutWebRuntime(nativeProblem);
  return loaded;
}

function isSmall(model: EmbedderModel): boolean {
  const { bytes, externalData = [] } = model.manifest.image.files[model.dtype]!;
  const all = [bytes, ...externalData.map((file) => file.bytes)];
  // An unknown size counts as too large.
  return all.reduce((sum: number, each) => sum + (each ?? smallModelBytes), 0) < smallModelBytes;
}

let hasWarned = false;

function warnAboutWebRuntime(problem: string): void {
  if (hasWarned) return;
  hasWarned = true;
  process.emitWarning(
    `The model runs on WebAssembly, about five times slower than it could, because onnxruntime-node can't be used: ${problem}. To mend it, run: ${nativeRemedy}`,
    { type: "RevimgWarning", code: "REVIMG_SLOW_RUNTIME" },
  );
}
