import { isRevimgError, RevimgError } from "../lib/errors.js";
import { WorkerClient } from "../lib/workers/worker-client.js";
import type { Embedding, Outcome } from "./image-model.js";
import type {
  InferenceWorkerData,
  LoadedModelInfo,
  ModelToLoad,
  SentPicture,
  TextFiles,
} from "./inference-protocol.js";
import { createNativeGuard, releaseNativeGuard } from "./native-guard.js";
import { keepRuntimeQuiet } from "./quiet-runtime.js";

export type ThreadSettings = ModelToLoad & Pick<InferenceWorkerData, "runtime">;

/** A worker thread with a model loaded in it. One call at a time. */
export interface InferenceThread {
  info: LoadedModelInfo;
  /** One batch; the parts' pixels are gone afterwards. Rejects with an error that `hasEnded` knows when the thread is gone. */
  embed(images: SentPicture[]): Promise<Outcome<Embedding>[]>;
  embedTexts(texts: string[], files: TextFiles): Promise<Outcome<Float32Array>[]>;
  /**
   * Call it when nothing is running: a thread that ends inside native code takes the
   * process with it. The thread ends in the background.
   */
  end(): void;
}

/** A worker thread that has no model yet. */
export interface StartedThread extends Pick<InferenceThread, "end"> {
  /** To be called once. A thread that can't load the model ends. */
  load(model: ModelToLoad): Promise<InferenceThread>;
}

/** Starts a thread, which loads its runtime at once: the model may be chosen and checked meanwhile. */
export function startThread(runtime: InferenceWorkerData["runtime"]): StartedThread {
  keepRuntimeQuiet();
  const guard = createNativeGuard();
  const workerData: InferenceWorkerData = { runtime, guard };
  const client = new WorkerClient("inference-worker", { workerData });
  const end = () => void client.terminate().finally(() => releaseNativeGuard(guard));
  return {
    end,
    async load(model) {
      try {
        const info = await client.call<LoadedModelInfo>("load", [model]);
        return { info, end, ...callsTo(client) };
      } catch (error) {
        end();
        throw hasEnded(error) ? endedError(error) : error;
      }
    },
  };
}

function callsTo(client: WorkerClient): Pick<InferenceThread, "embed" | "embedTexts"> {
  return {
    embed: (images) => {
      const transfer = images.map(({ pixels }) => pixels.buffer as ArrayBuffer);
      return client.call("embed", [images], { transfer });
    },
    embedTexts: (texts, files) => client.call("embedTexts", [texts, files]),
  };
}

/**
 * Whether a call failed because the thread is gone. The thread has no store, so the
 * code means nothing else.
 */
export function hasEnded(error: unknown): boolean {
  return isRevimgError(error, "store_failed");
}

export function endedError(cause: unknown): RevimgError {
  return new RevimgError(
    "model_unavailable",
    "The inference thread ended unexpectedly, perhaps because memory ran out. The next call starts a new one.",
    { cause },
  );
}
