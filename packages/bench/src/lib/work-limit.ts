import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { availableParallelism } from "node:os";
import { resolveModel } from "@revimg/core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import sharp from "sharp";
import { geometryOf } from "../../../core/src/model-files/manifest-input.js";
import { processCpuMs } from "./cpu-meter.js";
import { median } from "./statistics.js";

/**
 * How often the model ran a batch, by the pictures in it. Plain data: it may be
 * sent from one process to another.
 */
export type BatchSizes = Record<number, number>;

/** Rounds of a measurement; their median counts. */
const rounds = 5;
/** Pictures that a round gives the model for each batch size, at least. */
const leastPictures = 32;
/** Side of the working copy that an index with the built-in model decodes. */
const workingSide = 320;

/** Counts the batches of pictures that the indexes of this process give their models, until it is stopped. */
export function watchBatches(): { stop(): BatchSizes } {
  const channel = "tracing:revimg:embed:start";
  const sizes: BatchSizes = {};
  const onBatch = (message: unknown) => {
    const { kind, count } = message as { kind: string; count: number };
    if (kind === "image") sizes[count] = (sizes[count] ?? 0) + 1;
  };
  subscribe(channel, onBatch);
  return {
    stop() {
      unsubscribe(channel, onBatch);
      return sizes;
    },
  };
}

/**
 * CPU milliseconds a picture of the built-in model without anything around it, in
 * batches of the sizes that occurred. Uses this process's CPU time: nothing else
 * may run in it meanwhile.
 */
export async function measureModelAlone(sizes: BatchSizes): Promise<number> {
  const { manifest, file } = await resolveModel("mini");
  const { input, output } = manifest.image;
  const tags = manifest.tags?.kind === "classifier" ? [manifest.tags.tensor] : [];
  const run = await openModelAlone({
    path: await file("image"),
    input: input.tensor,
    outputs: [output.tensor, ...tags],
    inputSize: geometryOf(input).width,
    threads: 1,
  });
  const cpuMs: BatchSizes = {};
  for (const size of Object.keys(sizes).map(Number)) {
    const repeats = Math.ceil(leastPictures / size);
    cpuMs[size] = await medianCpuMs(repeats, async () => {
      for (let repeat = 0; repeat < repeats; repeat++) await run(size);
    });
  }
  return meanOfBatches(sizes, cpuMs);
}

/**
 * CPU milliseconds a picture of decoding JPEG files to upright pixels of the
 * working copy's size, one picture a core, by sharp alone: it does not change with
 * what an index does around it. Nothing else may run in this process meanwhile.
 */
export async function measureDecodingAlone(jpegs: readonly Uint8Array[]): Promise<number> {
  sharp.concurrency(1);
  sharp.cache(false);
  const decodeAll = async () => {
    let next = 0;
    const lane = async () => {
      while (next < jpegs.length) {
        const fitted = { fit: "outside", withoutEnlargement: true } as const;
        const picture = sharp(jpegs[next++]!).rotate();
        await picture.resize(workingSide, workingSide, fitted).raw().toBuffer();
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, lane));
  };
  return medianCpuMs(jpegs.length, decodeAll);
}

/** CPU milliseconds a picture, from those of one batch of each size. */
export function meanOfBatches(sizes: BatchSizes, cpuMsOfBatch: BatchSizes): number {
  let pictures = 0;
  let cpuMs = 0;
  for (const size of Object.keys(sizes).map(Number)) {
    pictures += size * sizes[size]!;
    cpuMs += cpuMsOfBatch[size]! * sizes[size]!;
  }
  if (pictures === 0) throw new RangeError("The model ran no batch of pictures.");
  return cpuMs / pictures;
}

export interface ModelAloneSettings {
  /** Of the ONNX file. */
  path: string;
  input: string;
  outputs: readonly string[];
  /** Pixels a side. */
  inputSize: number;
  threads: number;
}

/** Loads a model as an index does; the function runs it on a made-up batch of so many pictures. */
export async function openModelAlone(
  settings: ModelAloneSettings,
): Promise<(count: number) => Promise<void>> {
  const { path, input, outputs, inputSize, threads } = settings;
  const session = await InferenceSession.create(path, {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  const batches = new Map<number, Tensor>();
  const batchOf = (count: number) => {
    const values = new Float32Array(count * 3 * inputSize * inputSize);
    for (let index = 0; index < values.length; index++) values[index] = Math.sin(index);
    return new Tensor("float32", values, [count, 3, inputSize, inputSize]);
  };
  return async (count) => {
    const batch = batches.get(count) ?? batchOf(count);
    batches.set(count, batch);
    await session.run({ [input]: batch }, [...outputs]);
  };
}

/** CPU milliseconds of one of so many things that `work` does. The first time is not counted. */
async function medianCpuMs(things: number, work: () => Promise<void>): Promise<number> {
  await work();
  const cpuMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = processCpuMs();
    await work();
    cpuMs.push((processCpuMs() - before) / things);
  }
  return median(cpuMs);
}
