import { createHash } from "node:crypto";
import type { Dtype } from "../api/options.js";
import { geometryOf, scalingOf } from "./manifest-input.js";
import type { ModelManifest, OnnxFile, TextInput } from "./model-manifest.js";

/**
 * Names what makes the vectors of pictures: 64 hex digits. Two models with the same hash
 * give the same vectors.
 *
 * It is the SHA-256 of the ONNX file where the manifest says only what every manifest
 * says: indexes have noted that. A manifest that resizes or pools in another way than
 * CLIP's, or whose file has its weights elsewhere, decides more than the ONNX file
 * does, so all of that is in the hash.
 */
export function imageModelHash({ image }: ModelManifest, dtype: Dtype): string {
  const { sha256, externalData } = image.files[dtype]!;
  const { pooling = "none", prefixTokens = 0 } = image.output;
  const geometry = geometryOf(image.input);
  const { width, height, resize, resizeTo, filter } = geometry;
  const isUsual =
    externalData === undefined &&
    pooling === "none" &&
    width === height &&
    resize === "crop" &&
    resizeTo === width &&
    filter === "bicubic" &&
    image.input.mean !== undefined;
  if (isUsual) return sha256;
  const weights = externalData?.map((file) => file.sha256) ?? [];
  const output = [image.output.tensor, pooling, prefixTokens];
  const { mean, std } = scalingOf(image.input);
  const border = resize === "pad" ? geometry.padColor : null;
  const input = [width, height, resize, resize === "crop" ? resizeTo : null, filter, border];
  return hashOf([sha256, weights, input, mean, std, output]);
}

/** The same for the vectors of texts, by the ONNX file that reads them. */
export function textModelHash({ sha256, externalData }: OnnxFile, input: TextInput): string {
  const { padding, cleaning = "clip" } = input;
  if (!externalData && !padding && cleaning === "clip") return sha256;
  const weights = externalData?.map((file) => file.sha256) ?? [];
  return hashOf([sha256, weights, padding ?? null, cleaning]);
}

function hashOf(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
