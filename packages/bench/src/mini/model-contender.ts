import { readFile, stat } from "node:fs/promises";
import { resolveModel } from "@revimg/core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { writeModelInput } from "../../../core/src/inference/preprocess.js";
import { type Session, wrapSession } from "../../../core/src/inference/session.js";
import type { ModelLabel } from "../../../core/src/inference/tags.js";
import { geometryOf, scalingOf } from "../../../core/src/model-files/manifest-input.js";
import type { ModelManifest } from "../../../core/src/model-files/model-manifest.js";
import { batchSize, type Contender, type Description } from "./contender.js";
import { type Square, side } from "./picture-sets.js";

/** What the bench needs of a model with mini's tensors. */
export interface MiniModel {
  path: string;
  manifest: ModelManifest;
  /** WordNet ids in the order of the logits. */
  wnids: string[];
}

/** A label of the shipped model, as its file has it. */
export interface MiniLabel extends ModelLabel {
  wnid: string;
}

/** The model that is shipped. */
export async function shippedMini(): Promise<MiniModel & { labels: MiniLabel[] }> {
  const model = await resolveModel("mini");
  const labels = JSON.parse(await readFile(await model.file("labels"), "utf8")) as MiniLabel[];
  return {
    path: await model.file("image"),
    manifest: model.manifest,
    labels,
    wnids: labels.map(({ wnid }) => wnid),
  };
}

/** The first version, from its file and its list of classes. Its tensors and its input are those of today. */
export async function firstMini(path: string, labels: string): Promise<MiniModel> {
  const { manifest } = await shippedMini();
  const entries = JSON.parse(await readFile(labels, "utf8")) as { wnid: string }[];
  return { path, manifest, wnids: entries.map(({ wnid }) => wnid) };
}

export async function modelContender({ path, manifest, wnids }: MiniModel): Promise<Contender> {
  const session = wrapSession(await openSession(path), Tensor);
  return {
    fileBytes: (await stat(path)).size,
    async describe(squares) {
      const descriptions: Description[] = [];
      for (let first = 0; first < squares.length; first += batchSize) {
        const batch = squares.slice(first, first + batchSize);
        descriptions.push(...(await describeBatch(session, manifest, wnids, batch)));
      }
      return descriptions;
    },
  };
}

async function describeBatch(
  session: Session,
  { image, tags, dimension }: ModelManifest,
  wnids: readonly string[],
  squares: readonly Square[],
): Promise<Description[]> {
  const { tensor } = image.input;
  const length = 3 * side * side;
  const data = new Float32Array(squares.length * length);
  const inputShape = { geometry: geometryOf(image.input), ...scalingOf(image.input) };
  squares.forEach((pixels, index) => {
    const target = data.subarray(index * length, (index + 1) * length);
    writeModelInput({ pixels, width: side, height: side }, inputShape, target);
  });
  const shape = [squares.length, 3, side, side];
  const outputs = [image.output.tensor, tags?.kind === "classifier" ? tags.tensor : ""];
  const [vectors, logits] = await session.run(tensor, { type: "float32", data, shape }, outputs);
  return squares.map((_, index) => {
    const row = logits!.subarray(index * wnids.length, (index + 1) * wnids.length);
    return {
      vector: vectors!.slice(index * dimension, (index + 1) * dimension),
      logits: row.slice(),
      wnid: wnids[row.indexOf(row.reduce((a, b) => Math.max(a, b)))]!,
    };
  });
}

/** As core opens it: threads that wait don't spin. */
function openSession(path: string): Promise<InferenceSession> {
  return InferenceSession.create(path, {
    intraOpNumThreads: 2,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
}
